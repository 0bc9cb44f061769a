//! Activities that may belong to a page, before anybody asked who may see them.

use std::collections::HashSet;

use jiff::Timestamp;
use kernel::Result;
use kernel::choice::Choices;
use store::Tx;
use store::sql_value::SqlValue;
use uuid::Uuid;

use super::{Place, Subject};
use crate::objects::ActivityKind;

/// Parties of one statement.
const CHUNK: usize = 200;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub planned: bool,
    pub kind: Option<ActivityKind>,
    pub before: Place,
    pub limit: usize,
}

/// An activity by its id and its time.
pub type Candidate = (Timestamp, Uuid);

/// The newest of them, as the party an activity is about and as a participant.
pub async fn find(tx: &mut Tx, subject: &Subject, wanted: Wanted) -> Result<Vec<Candidate>> {
    let everyone = subject.everyone();
    let mut found: Vec<Candidate> = Vec::new();
    let mut known: HashSet<Uuid> = HashSet::new();
    for chunk in everyone.chunks(CHUNK) {
        let about: Vec<SqlValue> = chunk.iter().map(|id| SqlValue::Id(*id)).collect();
        let with: Vec<SqlValue> = chunk.iter().map(|id| SqlValue::Text(id.to_string())).collect();
        let statements = [(ABOUT, about), (WITH, with)]
            .map(|(sql, ids)| (statement(sql, &wanted, ids.len()), values(&wanted, ids)));
        for row in tx.query_all(&statements).await?.iter().flatten() {
            let id = row.id(0)?;
            if known.insert(id) {
                found.push((row.opt_instant(1)?.unwrap_or_default(), id));
            }
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(wanted.limit);
    Ok(found)
}

const ABOUT: &str = r#"
    select a."id", a."occurs_at"
    from "activity" a
    where a."party" in ({})"#;

const WITH: &str = r#"
    select a."id", a."occurs_at"
    from "activity_participants" p
    join "activity" a on a."id" = p."record"
    where p."value_key" in ({})"#;

fn statement(select: &str, wanted: &Wanted, count: usize) -> String {
    let marks: Vec<String> = (5..5 + count).map(|at| format!("${at}")).collect();
    let select = select.replace("{}", &marks.join(", "));
    let status = if wanted.planned { "= 'planned'" } else { "<> 'planned'" };
    let kind = if wanted.kind.is_some() { r#"and a."kind" = $4"# } else { "and $4 = ''" };
    format!(
        r#"{select}
        and a."deleted_at" is null
        and a."status" {status}
        {kind}
        and (a."occurs_at" < $1 or (a."occurs_at" = $1 and a."id" < $2))
        order by a."occurs_at" desc, a."id" desc
        limit $3"#
    )
}

fn values(wanted: &Wanted, ids: Vec<SqlValue>) -> Vec<SqlValue> {
    let limit = i64::try_from(wanted.limit).unwrap_or(i64::MAX);
    let kind = wanted.kind.map_or("", Choices::key);
    let mut values: Vec<SqlValue> =
        vec![wanted.before.at.into(), wanted.before.id.into(), limit.into(), kind.into()];
    values.extend(ids);
    values
}
