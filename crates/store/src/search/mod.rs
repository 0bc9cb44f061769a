//! One search over all objects, inside a scope. The database gives bounded candidates, the newest
//! first; they pass through one scoped query for each object; what is left is ranked.

mod document;
mod every;
mod hit;
mod holders;
mod index;
mod question;
mod rank;
mod typo;

pub use every::every;
pub use hit::Hit;
pub use index::{has_queued, index_queued, index_records};
pub(crate) use question::{Question, Within};

use std::collections::{HashMap, HashSet};

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::object::Object;
use uuid::Uuid;

use self::hit::Found;
use self::question::{Closeness, documents};
use crate::query::{Asking, Binds};
use crate::row::Row;
use crate::tx::Tx;

/// Candidates of one closeness: what is asked of the database once.
const CANDIDATES: usize = 4_000;
/// They are looked at in such portions, until enough of them may be seen.
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
    let is_all = objects.is_none();
    let objects: Vec<&Object> = asked(asking, objects);
    let passes = passes(tx, asking, objects, is_all).await?;
    let (question, found, seen) = (Question::of(q), Vec::new(), HashSet::new());
    let mut searching = Searching { asking, passes, question, limit, found, seen };
    for closeness in [Closeness::Name, Closeness::Whole, Closeness::Beginning] {
        searching.gather(tx, closeness).await?;
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

/// Objects that are asked for together.
struct Pass<'a> {
    within: Within,
    objects: Vec<&'a Object>,
}

/// What owner and team decide about apart from all else.
async fn passes<'a>(
    tx: &mut Tx,
    asking: Asking<'_>,
    objects: Vec<&'a Object>,
    is_all: bool,
) -> Result<Vec<Pass<'a>>> {
    let (held, rest): (Vec<&Object>, Vec<&Object>) =
        objects.iter().copied().partition(|object| holders::decide(asking, object));
    let tokens = if held.is_empty() { None } else { holders::tokens(tx, asking, &held).await? };
    let mut passes = match tokens {
        Some(tokens) => vec![
            Pass { within: Within::Held(tokens), objects: held },
            Pass { within: Within::objects(&rest), objects: rest },
        ],
        None if is_all => vec![Pass { within: Within::Everything, objects }],
        None => vec![Pass { within: Within::objects(&objects), objects }],
    };
    passes.retain(|pass| !pass.objects.is_empty());
    Ok(passes)
}

/// What the newest records of an object that answer a question lie within, for a list.
pub(crate) async fn within(tx: &mut Tx, asking: Asking<'_>, object: &Object) -> Result<Within> {
    let tokens = holders::tokens(tx, asking, &[object]).await?;
    Ok(tokens.map_or_else(|| Within::objects(&[object]), Within::Held))
}

struct Searching<'a> {
    asking: Asking<'a>,
    passes: Vec<Pass<'a>>,
    question: Question,
    limit: usize,
    found: Vec<Found<'a>>,
    /// Candidates that were looked at, whether the asker sees them or not.
    seen: HashSet<Uuid>,
}

impl<'a> Searching<'a> {
    /// Pass by pass and portion by portion, until enough is found or nothing is left.
    async fn gather(&mut self, tx: &mut Tx, closeness: Closeness) -> Result<()> {
        for pass in &self.passes {
            // A beginning that thousands of words have takes long, and the whole words were found.
            if closeness == Closeness::Beginning && self.found.len() >= self.limit {
                break;
            }
            let Some(asked) = self.question.expression(tx.dialect(), closeness, &pass.within)
            else {
                return Ok(());
            };
            let before = self.found.len();
            let mut candidates = candidates(tx, asked).await?;
            candidates.retain(|candidate| {
                let is_of_pass = pass.objects.iter().any(|object| object.key == candidate.object);
                is_of_pass && self.seen.insert(candidate.record)
            });
            let mut candidates = candidates.into_iter();
            for portion in PORTIONS {
                let mut ids_of: HashMap<String, Vec<Uuid>> = HashMap::new();
                for candidate in candidates.by_ref().take(portion) {
                    ids_of.entry(candidate.object).or_default().push(candidate.record);
                }
                for object in &pass.objects {
                    let Some(ids) = ids_of.get(object.key) else {
                        continue;
                    };
                    let found = hit::seen(tx, self.asking, object, ids).await?;
                    let rated = found
                        .into_iter()
                        .map(|found| found.rated(&self.question, closeness, self.asking));
                    self.found.extend(rated);
                }
                if candidates.len() == 0 || self.found.len() - before >= self.limit {
                    break;
                }
            }
        }
        Ok(())
    }
}

struct Candidate {
    object: String,
    record: Uuid,
}

/// The newest documents that answer.
async fn candidates(tx: &mut Tx, asked: String) -> Result<Vec<Candidate>> {
    let mut binds = Binds::new(tx.dialect());
    let (from, condition, number) = documents(&mut binds, asked);
    let sql = format!(
        "select d.\"object\", d.\"record\" from {from} where {condition} \
         order by {number} desc limit {CANDIDATES}"
    );
    let rows = tx.query(&sql, binds.values()).await?;
    let candidate =
        |row: &Row| Ok(Candidate { object: row.text(0)?.to_owned(), record: row.id(1)? });
    rows.iter().map(candidate).collect()
}
