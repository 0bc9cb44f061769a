//! The ties of a party: its relationships with what they are called from its side, its people,
//! its colleagues, its companies, its files. What the asker may not see does not appear.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::Result;
use kernel::choice::Choices;
use kernel::language::Language;
use kernel::record::Record;
use kernel::shape::Shape;
use store::query::{self, Asking, Titles};
use store::sql_value::SqlValue;
use store::{Row, Tx};
use uuid::Uuid;

use crate::hooks::by_ids;
use crate::objects::{PartyKind, Relationship, RelationshipType};
use crate::reading::{object, seen};

/// Relationships that a page reads at most.
const MOST: i64 = 200;

/// A relationship from one party's side.
#[derive(Clone, Debug)]
pub struct Tie {
    pub id: Uuid,
    /// The type's key.
    pub key: String,
    /// `employs`, `knows`, in the asker's language.
    pub label: String,
    pub other: Uuid,
    pub other_kind: Option<PartyKind>,
    pub other_name: String,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub strength: Option<i64>,
    pub note: String,
}

/// A party in a list of few.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: Uuid,
    pub kind: Option<PartyKind>,
    pub name: String,
    pub job_title: String,
    pub next_step_on: Option<Date>,
}

/// All types of relationship, by id.
///
/// # Errors
/// When the database fails.
pub async fn types(tx: &mut Tx, asking: Asking<'_>) -> Result<Vec<(Uuid, RelationshipType)>> {
    let sql = r#"
        select "id" from "relationship_type"
        where "deleted_at" is null
        order by "position", "id"
        limit 500"#;
    let ids: Vec<Uuid> =
        tx.query(sql, &[]).await?.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    let records = seen(tx, asking, "relationship_type", &ids).await?;
    Ok(records
        .into_iter()
        .map(|record| (record.id(), RelationshipType::from_values(&record.values)))
        .collect())
}

/// The relationships of a party, those that hold first.
///
/// # Errors
/// When the database fails.
pub async fn of_party(tx: &mut Tx, asking: Asking<'_>, party: Uuid) -> Result<Vec<Tie>> {
    let mut ids = Vec::new();
    let ends = ["from", "to"].map(|end| {
        let sql = format!(
            r#"
            select "id" from "relationship"
            where "{end}" = $1 and "deleted_at" is null
            order by "created_at" desc, "id" desc
            limit {MOST}"#
        );
        (sql, vec![party.into()])
    });
    for row in tx.query_all(&ends).await?.iter().flatten() {
        ids.push(row.id(0)?);
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let records = seen(tx, asking, "relationship", &ids).await?;
    let types: HashMap<Uuid, RelationshipType> = types(tx, asking).await?.into_iter().collect();
    let others: Vec<Uuid> = records.iter().filter_map(|record| other_end(record, party)).collect();
    let known = known(tx, asking, &others).await?;
    let today = asking.scope.today();
    let mut ties: Vec<Tie> = records
        .iter()
        .filter_map(|record| tie(record, party, &types, &known, asking.scope.language))
        .collect();
    ties.sort_by_key(|tie| tie.ends_on.is_some_and(|end| end < today));
    Ok(ties)
}

fn other_end(record: &Record, party: Uuid) -> Option<Uuid> {
    let tie = Relationship::from_values(&record.values);
    if tie.from.0 == Some(party) { tie.to.0 } else { tie.from.0 }
}

fn tie(
    record: &Record,
    party: Uuid,
    types: &HashMap<Uuid, RelationshipType>,
    known: &HashMap<Uuid, Known>,
    language: Language,
) -> Option<Tie> {
    let own = Relationship::from_values(&record.values);
    let kind = types.get(&own.relationship_type.0?)?;
    let is_reverse = own.from.0 != Some(party);
    let other = known.get(&other_end(record, party)?)?;
    Some(Tie {
        id: record.id(),
        key: kind.key.0.clone(),
        label: kind.label(language, is_reverse).to_owned(),
        other: other.id,
        other_kind: other.kind,
        other_name: other.name.clone(),
        starts_on: own.starts_on,
        ends_on: own.ends_on,
        strength: own.strength,
        note: own.note.0,
    })
}

/// The parties that the asker sees, by id.
///
/// # Errors
/// When the database fails.
pub async fn known(tx: &mut Tx, asking: Asking<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Known>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let visible = query::visible_ids(tx, asking, object(asking, "party")?, &ids).await?;
    let sql = r#"
        select "id", "kind", "name", "job_title", "next_step_on" from "party" where "id" in ({})"#;
    let rows = by_ids(tx, sql, &[], visible.iter().map(|id| SqlValue::Id(*id))).await?;
    rows.iter().map(|row| known_of(row).map(|known| (known.id, known))).collect()
}

fn known_of(row: &Row) -> Result<Known> {
    Ok(Known {
        id: row.id(0)?,
        kind: row.opt_text(1)?.and_then(PartyKind::from_key),
        name: row.opt_text(2)?.unwrap_or_default().to_owned(),
        job_title: row.opt_text(3)?.unwrap_or_default().to_owned(),
        next_step_on: row.opt_date(4)?,
    })
}

/// Parties that belong to one over a link of their own, and how many there are at most.
///
/// # Errors
/// When the database fails.
pub async fn belonging(
    tx: &mut Tx,
    asking: Asking<'_>,
    (link, party): (&'static str, Uuid),
    limit: usize,
) -> Result<Vec<Known>> {
    let sql = format!(
        r#"
        select "id" from "party"
        where "{link}" = $1 and "deleted_at" is null
        order by "sort_name_key", "id"
        limit {limit}"#
    );
    let ids: Vec<Uuid> = tx
        .query(&sql, &[party.into()])
        .await?
        .iter()
        .map(|row| row.id(0))
        .collect::<Result<_>>()?;
    let mut known = known(tx, asking, &ids).await?;
    Ok(ids.iter().filter_map(|id| known.remove(id)).collect())
}

/// The files of a record, newest first, with the titles of who sent them.
///
/// # Errors
/// When the database fails.
pub async fn files(
    tx: &mut Tx,
    asking: Asking<'_>,
    (object_key, record): (&str, Uuid),
) -> Result<(Vec<Record>, Titles)> {
    let sql = r#"
        select "id" from "file"
        where "record" = $1 and "object" = $2 and "deleted_at" is null
        order by "created_at" desc, "id" desc
        limit 50"#;
    let rows = tx.query(sql, &[record.into(), object_key.into()]).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    let records = seen(tx, asking, "file", &ids).await?;
    let titles = query::titles_of(tx, asking, object(asking, "file")?, &records).await?;
    Ok((records, titles))
}
