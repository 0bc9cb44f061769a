//! One search over all objects, inside a scope. The database gives bounded candidates, the newest
//! first; they pass through one scoped query for each object; what is left is ranked.

mod document;
mod hit;
mod index;
mod question;
mod rank;
mod typo;

pub use hit::Hit;
pub use index::{has_queued, index_queued, index_records};
pub(crate) use question::Question;

use std::collections::{HashMap, HashSet};

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::object::Object;
use uuid::Uuid;

use self::hit::Found;
use self::question::{Closeness, documents};
use crate::query::{Asking, Binds};
use crate::tx::Tx;

/// Candidates of one closeness are taken in such portions; all together are the bound.
const PORTIONS: [usize; 4] = [100, 400, 1_000, 2_500];
/// With fewer hits than this, words one edit away are tried.
const FEW: usize = 5;
/// Most hits of one search.
const MOST: usize = 200;

/// The records that answer a question best and that the asker may see.
///
/// # Errors
/// When the database fails.
pub async fn search(
    tx: &mut Tx,
    asking: Asking<'_>,
    q: &str,
    objects: Option<&[&str]>,
    limit: usize,
) -> Result<Vec<Hit>> {
    let limit = limit.clamp(1, MOST);
    let objects: Vec<&Object> = asked(asking, objects);
    let only = match objects.as_slice() {
        [] => return Ok(Vec::new()),
        [one] => Some(one.key),
        _ => None,
    };
    let mut searching =
        Searching { asking, objects, question: Question::of(q, only), limit, found: Vec::new() };
    for closeness in [Closeness::Name, Closeness::Whole, Closeness::Beginning] {
        if closeness != Closeness::Beginning || searching.found.len() < limit {
            searching.gather(tx, closeness).await?;
        }
    }
    if searching.found.len() < FEW && typo::mean(tx, &mut searching.question).await? {
        searching.gather(tx, Closeness::Near).await?;
    }
    hit::ranked(tx, asking, searching.found, limit).await
}

/// The objects that are searched and that the asker sees any of.
fn asked<'a>(asking: Asking<'a>, objects: Option<&[&str]>) -> Vec<&'a Object> {
    asking
        .catalog
        .objects()
        .filter(|object| {
            object.journaled && object.faces.iter().any(|face| !face.searched.is_empty())
        })
        .filter(|object| objects.is_none_or(|keys| keys.contains(&object.key)))
        .filter(|object| asking.scope.reach(object.key, Act::See) > Reach::None)
        .map(|object| &**object)
        .collect()
}

struct Searching<'a> {
    asking: Asking<'a>,
    objects: Vec<&'a Object>,
    question: Question,
    limit: usize,
    found: Vec<Found<'a>>,
}

impl<'a> Searching<'a> {
    /// Portion by portion, until enough is seen or nothing is left.
    async fn gather(&mut self, tx: &mut Tx, closeness: Closeness) -> Result<()> {
        let Some(asked) = self.question.expression(tx.dialect(), closeness) else {
            return Ok(());
        };
        let mut seen: HashSet<Uuid> = self.found.iter().map(|found| found.id()).collect();
        let before = self.found.len();
        let mut below: Option<i64> = None;
        for portion in PORTIONS {
            let candidates = candidates(tx, asked.clone(), below, portion).await?;
            below = candidates.last().map(|candidate| candidate.number);
            let is_last = candidates.len() < portion;
            let mut ids_of: HashMap<String, Vec<Uuid>> = HashMap::new();
            for candidate in candidates {
                if seen.insert(candidate.record) {
                    ids_of.entry(candidate.object).or_default().push(candidate.record);
                }
            }
            for object in self.objects.clone() {
                let Some(ids) = ids_of.get(object.key) else {
                    continue;
                };
                let found = hit::seen(tx, self.asking, object, ids).await?;
                let rated = found
                    .into_iter()
                    .map(|found| found.rated(&self.question, closeness, self.asking));
                self.found.extend(rated);
            }
            if is_last || self.found.len() - before >= self.limit {
                break;
            }
        }
        Ok(())
    }
}

struct Candidate {
    number: i64,
    object: String,
    record: Uuid,
}

async fn candidates(
    tx: &mut Tx,
    asked: String,
    below: Option<i64>,
    limit: usize,
) -> Result<Vec<Candidate>> {
    let mut binds = Binds::new(tx.dialect());
    let (from, mut condition, number) = documents(&mut binds, asked);
    if let Some(below) = below {
        condition.push_str(&format!(" and {number} < {}", binds.add(below)));
    }
    let sql = format!(
        "select {number}, d.\"object\", d.\"record\" from {from} where {condition} \
         order by {number} desc limit {limit}"
    );
    let rows = tx.query(&sql, binds.values()).await?;
    rows.iter()
        .map(|row| {
            Ok(Candidate {
                number: row.int(0)?,
                object: row.text(1)?.to_owned(),
                record: row.id(2)?,
            })
        })
        .collect()
}
