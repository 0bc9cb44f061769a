//! Cells that were refused: kept with the import, told page by page, and given back as a file of
//! the same shape with the reasons beside them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::access::Scope;
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Refusal, Result};
use serde_json::{Value as Json, json};
use store::sql_value::SqlValue;
use store::{Row, Store, Tx};
use uuid::Uuid;

use super::draft::Refused;
use super::reason;
use super::record;

/// Characters of a refused value that are kept.
const LONGEST_VALUE: usize = 2_000;
/// Most cells of one page.
const MOST: i64 = 1_000;

/// A refused cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedCell {
    /// As a spreadsheet numbers it: the headings usually are row 1.
    pub row: u64,
    /// Its place among the refused cells of the row.
    pub position: u32,
    /// The heading, or the field when no column holds it; empty for the whole row.
    pub column: String,
    pub value: String,
    pub reason: Refusal,
}

impl RefusedCell {
    /// Why, in a sentence.
    pub fn sentence(&self, language: Language) -> String {
        Words::get().refusal(language, &self.reason)
    }

    /// The cell in a report for programs.
    pub fn json(&self, language: Language) -> Json {
        json!({
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.reason.code,
            "reason": self.sentence(language),
        })
    }

    fn read(row: &Row) -> Result<Self> {
        let kept = serde_json::from_str(row.text(4)?).map_err(anyhow::Error::from)?;
        Ok(Self {
            row: u64::try_from(row.int(0)?).unwrap_or_default(),
            position: u32::try_from(row.int(1)?).unwrap_or_default(),
            column: row.text(2)?.to_owned(),
            value: row.text(3)?.to_owned(),
            reason: reason::read(&kept),
        })
    }
}

/// Keeps the refused cells of a chunk.
pub(super) async fn keep(tx: &mut Tx, import: Uuid, refused: &[(u64, Refused)]) -> Result<()> {
    let mut rows: Vec<Vec<SqlValue>> = Vec::with_capacity(refused.len());
    let mut last = (0, 0_i64);
    for (row, cell) in refused {
        last = if last.0 == *row { (*row, last.1 + 1) } else { (*row, 0) };
        rows.push(vec![
            import.into(),
            record::int(*row),
            last.1.into(),
            kept(&cell.column).into(),
            kept(&cell.value).into(),
            reason::write(&cell.reason).to_string().into(),
        ]);
    }
    let columns = ["import", "row", "position", "column", "value", "reason"];
    tx.insert_rows("import_refusal", &columns, rows).await
}

/// Takes back what was said of rows that are dealt with again.
pub(super) async fn take_back(tx: &mut Tx, import: Uuid, rows: &[u64]) -> Result<()> {
    let places: Vec<String> = (2..rows.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        r#"delete from "import_refusal" where "import" = $1 and "row" in ({})"#,
        places.join(", ")
    );
    let mut params: Vec<SqlValue> = vec![import.into()];
    params.extend(rows.iter().map(|row| record::int(*row)));
    tx.execute(&sql, &params).await.map(drop)
}

/// Rows that were refused because links of theirs led nowhere, and for nothing else.
pub(super) async fn unresolved(
    store: &Store,
    import: Uuid,
    links: &[&'static str],
) -> Result<BTreeSet<u64>> {
    let (mut rows, mut after) = (BTreeSet::new(), (0, -1));
    loop {
        let cells = store.read(move |tx| Box::pin(behind(tx, import, after, MOST))).await?;
        for cell in &cells {
            let field = cell.reason.field.as_deref().unwrap_or_default();
            if cell.reason.code == "no-match" && links.contains(&field) {
                rows.insert(cell.row);
            }
        }
        match cells.last() {
            Some(last) => after = (last.row, i64::from(last.position)),
            None => return Ok(rows),
        }
    }
}

/// Text that both databases take.
fn kept(text: &str) -> String {
    let text: String = text.chars().take(LONGEST_VALUE).collect();
    text.replace('\0', "\u{FFFD}")
}

/// Refused cells in the order of the file, those behind a place in it.
pub(super) async fn page(
    store: &Store,
    scope: &Scope,
    id: Uuid,
    (after, limit): (Option<(u64, u32)>, i64),
) -> Result<Vec<RefusedCell>> {
    let scope = scope.clone();
    let (row, position) = after.unwrap_or_default();
    let position = after.map_or(-1, |_| i64::from(position));
    store
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move {
                record::find(tx, &scope, id).await?;
                behind(tx, id, (row, position), limit.clamp(1, MOST)).await
            })
        })
        .await
}

/// Refused cells behind a row and a place in it.
async fn behind(
    tx: &mut Tx,
    import: Uuid,
    (row, position): (u64, i64),
    limit: i64,
) -> Result<Vec<RefusedCell>> {
    let sql = r#"select "row", "position", "column", "value", "reason"
        from "import_refusal"
        where "import" = $1 and ("row" > $2 or ("row" = $2 and "position" > $3))
        order by "row", "position"
        limit $4"#;
    let params: [SqlValue; 4] = [import.into(), record::int(row), position.into(), limit.into()];
    tx.query(sql, &params).await?.iter().map(RefusedCell::read).collect()
}

/// The refused cells between two rows, by row.
pub(super) async fn between(
    store: &Store,
    id: Uuid,
    (from, to): (u64, u64),
) -> Result<BTreeMap<u64, Vec<RefusedCell>>> {
    let cells: Vec<RefusedCell> = store
        .read(move |tx| {
            Box::pin(async move {
                let sql = r#"select "row", "position", "column", "value", "reason"
                    from "import_refusal"
                    where "import" = $1 and "row" >= $2 and "row" <= $3
                    order by "row", "position""#;
                let params: [SqlValue; 3] = [id.into(), record::int(from), record::int(to)];
                tx.query(sql, &params).await?.iter().map(RefusedCell::read).collect()
            })
        })
        .await?;
    let mut rows: BTreeMap<u64, Vec<RefusedCell>> = BTreeMap::new();
    for cell in cells {
        rows.entry(cell.row).or_default().push(cell);
    }
    Ok(rows)
}

/// Why a row was refused, all of its cells in one text.
pub(super) fn told(cells: &[RefusedCell], language: Language) -> String {
    let told = cells.iter().map(|cell| match cell.column.as_str() {
        "" => cell.sentence(language),
        column => format!("{column}: {}", cell.sentence(language)),
    });
    told.collect::<Vec<_>>().join(" ")
}
