//! What the database does for a statement: for tests that no list looks at a whole big table.

use kernel::Result;

use super::{Asking, ListRequest, list};
use crate::dialect::Dialect;
use crate::secret::Sealer;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// The plan of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    pub sql: String,
    /// The database's own words, line by line.
    pub plan: Vec<String>,
}

impl Explained {
    /// Whether a table is read from end to end, without an index that says where to begin or an
    /// order that says where to stop.
    pub fn scans(&self, table: &str, alias_of: impl Fn(&str) -> bool) -> bool {
        self.plan.iter().any(|line| {
            let line = line.trim().trim_start_matches("->").trim();
            if let Some(scanned) = line.strip_prefix("SCAN ") {
                let name = scanned.split(' ').next().unwrap_or_default();
                return (name == table || alias_of(name)) && !scanned.contains("USING");
            }
            line.starts_with("Seq Scan on ") && line.contains(&format!(" {table} "))
        })
    }

    /// Whether rows are sorted that an index could have held in order.
    pub fn sorts(&self) -> bool {
        self.plan.iter().any(|line| {
            line.contains("USE TEMP B-TREE FOR ORDER BY")
                || line.trim_start().trim_start_matches("->").trim().starts_with("Sort ")
        })
    }
}

/// The plan of a statement.
///
/// # Errors
/// When the database refuses the statement.
pub async fn explain(tx: &mut Tx, sql: &str, parameters: &[SqlValue]) -> Result<Explained> {
    let (prefix, column) = match tx.dialect() {
        Dialect::Sqlite => ("explain query plan ", 3),
        Dialect::Postgres => ("explain ", 0),
    };
    let rows = tx.query(&format!("{prefix}{sql}"), parameters).await?;
    let plan = rows.iter().map(|row| row.text(column).map(str::to_owned)).collect::<Result<_>>()?;
    Ok(Explained { sql: sql.to_owned(), plan })
}

/// The plans of everything that is run for a page of a list.
///
/// # Errors
/// As [`list`].
pub async fn explain_list(
    tx: &mut Tx,
    asking: Asking<'_>,
    sealer: &Sealer,
    request: &ListRequest,
) -> Result<Vec<Explained>> {
    tx.begin_recording();
    list(tx, asking, sealer, request).await?;
    let mut plans = Vec::new();
    for (sql, parameters) in tx.end_recording() {
        plans.push(explain(tx, &sql, &parameters).await?);
    }
    Ok(plans)
}
