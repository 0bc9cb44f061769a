//! Whom a party is tied to, two steps deep, and the shortest way from one party to another. Ties
//! and parties that the asker may not see do not exist here.

use std::collections::{HashMap, HashSet};

use kernel::Result;
use kernel::language::Language;
use store::Tx;
use store::query::{self, Asking};
use store::sql_value::SqlValue;
use uuid::Uuid;

use crate::hooks::by_ids;
use crate::objects::RelationshipType;
use crate::reading::object;
use crate::ties::{self, Known};

/// Parties around the middle.
const NEAR: usize = 14;
/// Parties around those in all, and around each of them at least and at most.
const FAR: usize = 48;
const FAR_EACH: (usize, usize) = (3, 12);
/// Steps of the longest way that is looked for.
const MAX_STEPS: usize = 6;
/// Parties that a search for a way looks at.
const MAX_SEEN: usize = 4_000;

/// A tie between two parties of the picture.
#[derive(Clone, Debug)]
pub struct Edge {
    pub from: Uuid,
    pub to: Uuid,
    pub kind: Uuid,
    /// It is over.
    pub is_past: bool,
}

/// A party of the picture; `ring` is how many steps it is away.
#[derive(Clone, Debug)]
pub struct Node {
    pub known: Known,
    pub ring: u8,
    /// The party of the inner ring that it hangs on.
    pub by: Uuid,
}

/// The neighbourhood of a party.
#[derive(Clone, Debug, Default)]
pub struct Neighbourhood {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// How many parties found no room around whom.
    pub left_out: HashMap<Uuid, usize>,
}

/// One step of a way: the tie's label as seen from the one before, and whom it leads to.
#[derive(Clone, Debug)]
pub struct Step {
    pub label: String,
    pub known: Known,
}

/// Where a way shall lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    Party(Uuid),
    /// Anybody who works for us.
    Us,
}

/// The ties of some parties, whoever may see them.
async fn edges(tx: &mut Tx, asking: Asking<'_>, ids: &[Uuid]) -> Result<Vec<Edge>> {
    let today = asking.scope.today();
    let mut edges = Vec::new();
    let mut known = HashSet::new();
    for end in ["from", "to"] {
        let sql = format!(
            r#"
            select "id", "from", "to", "relationship_type", "ends_on" from "relationship"
            where "{end}" in ({{}}) and "deleted_at" is null
            order by "created_at" desc, "id"
            limit 5000"#
        );
        for row in by_ids(tx, &sql, &[], ids.iter().map(|id| SqlValue::Id(*id))).await? {
            let (Some(from), Some(to), Some(kind)) =
                (row.opt_id(1)?, row.opt_id(2)?, row.opt_id(3)?)
            else {
                continue;
            };
            if known.insert(row.id(0)?) {
                let is_past = row.opt_date(4)?.is_some_and(|end| end < today);
                edges.push(Edge { from, to, kind, is_past });
            }
        }
    }
    Ok(edges)
}

/// Those of the ids that the asker sees.
async fn visible(tx: &mut Tx, asking: Asking<'_>, ids: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    let seen = query::visible_ids(tx, asking, object(asking, "party")?, &ids).await?;
    Ok(seen.into_iter().collect())
}

/// The parties two steps around one.
///
/// # Errors
/// When the database fails.
pub async fn around(tx: &mut Tx, asking: Asking<'_>, middle: Uuid) -> Result<Neighbourhood> {
    let mut growing = Growing::from([(middle, (0, middle))]);
    let near = growing.grow(tx, asking, (1, NEAR), &[middle]).await?;
    let each = FAR.checked_div(near.len()).unwrap_or_default().clamp(FAR_EACH.0, FAR_EACH.1);
    growing.grow(tx, asking, (2, each), &near).await?;
    let Growing { placed, edges, left_out } = growing;
    let ids: Vec<Uuid> = placed.keys().copied().collect();
    let known = ties::known(tx, asking, &ids).await?;
    let mut nodes: Vec<Node> = known
        .into_values()
        .filter_map(|known| {
            let (ring, by) = *placed.get(&known.id)?;
            Some(Node { known, ring, by })
        })
        .collect();
    nodes.sort_by(|one, other| {
        (one.ring, one.by, &one.known.name).cmp(&(other.ring, other.by, &other.known.name))
    });
    let mut drawn = HashSet::new();
    let edges = edges
        .into_iter()
        .filter(|edge| placed.contains_key(&edge.from) && placed.contains_key(&edge.to))
        .filter(|edge| drawn.insert((edge.from, edge.to, edge.kind)))
        .collect();
    let left_out = left_out
        .into_iter()
        .map(|(hub, ids)| (hub, ids.iter().filter(|id| !placed.contains_key(id)).count()))
        .filter(|(_, count)| *count > 0)
        .collect();
    Ok(Neighbourhood { nodes, edges, left_out })
}

/// A neighbourhood while it grows, ring by ring.
#[derive(Default)]
struct Growing {
    /// The ring of each party, and whom it hangs on.
    placed: HashMap<Uuid, (u8, Uuid)>,
    edges: Vec<Edge>,
    left_out: HashMap<Uuid, HashSet<Uuid>>,
}

impl From<[(Uuid, (u8, Uuid)); 1]> for Growing {
    fn from(placed: [(Uuid, (u8, Uuid)); 1]) -> Self {
        Self { placed: HashMap::from(placed), ..Self::default() }
    }
}

impl Growing {
    /// Puts a ring around the parties of the one before, so many around each; answers the new ones.
    async fn grow(
        &mut self,
        tx: &mut Tx,
        asking: Asking<'_>,
        (ring, room): (u8, usize),
        inner: &[Uuid],
    ) -> Result<Vec<Uuid>> {
        let found = edges(tx, asking, inner).await?;
        let mut next: Vec<(Uuid, Uuid)> = Vec::new();
        for edge in &found {
            for (near, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                if inner.contains(&near) && !self.placed.contains_key(&other) {
                    next.push((other, near));
                }
            }
        }
        let seen = visible(tx, asking, next.iter().map(|(id, _)| *id).collect()).await?;
        let mut outer = Vec::new();
        let mut taken: HashMap<Uuid, usize> = HashMap::new();
        for (id, by) in next.into_iter().filter(|(id, _)| seen.contains(id)) {
            if self.placed.contains_key(&id) {
                continue;
            }
            let taken = taken.entry(by).or_default();
            if *taken == room {
                self.left_out.entry(by).or_default().insert(id);
                continue;
            }
            *taken += 1;
            self.placed.insert(id, (ring, by));
            outer.push(id);
        }
        self.edges.extend(found);
        Ok(outer)
    }
}

/// The shortest way from a party over ties that hold; `None` when there is none within reach.
///
/// # Errors
/// When the database fails.
pub async fn way(
    tx: &mut Tx,
    asking: Asking<'_>,
    start: Uuid,
    goal: Goal,
) -> Result<Option<Vec<Step>>> {
    let mut came_from: HashMap<Uuid, Edge> = HashMap::new();
    let mut seen: HashSet<Uuid> = HashSet::from([start]);
    let mut frontier = vec![start];
    for _ in 0..MAX_STEPS {
        let ties = edges(tx, asking, &frontier).await?;
        let inside: HashSet<Uuid> = frontier.iter().copied().collect();
        let mut next: Vec<(Uuid, Edge)> = Vec::new();
        for edge in ties.into_iter().filter(|edge| !edge.is_past) {
            for (near, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                if inside.contains(&near) && !seen.contains(&other) {
                    next.push((other, edge.clone()));
                }
            }
        }
        let allowed = visible(tx, asking, next.iter().map(|(id, _)| *id).collect()).await?;
        frontier.clear();
        for (id, edge) in next.into_iter().filter(|(id, _)| allowed.contains(id)) {
            if seen.insert(id) {
                came_from.insert(id, edge);
                frontier.push(id);
            }
        }
        if let Some(end) = reached(tx, &frontier, goal).await? {
            return told(tx, asking, (start, end), &came_from).await.map(Some);
        }
        if frontier.is_empty() || seen.len() > MAX_SEEN {
            return Ok(None);
        }
    }
    Ok(None)
}

async fn reached(tx: &mut Tx, frontier: &[Uuid], goal: Goal) -> Result<Option<Uuid>> {
    match goal {
        Goal::Party(id) => Ok(frontier.contains(&id).then_some(id)),
        Goal::Us => {
            let sql = r#"
                select r."record" from "party_roles" r
                join "party" p on p."id" = r."record"
                where r."value_key" = 'colleague' and p."kind" = 'person' and r."record" in ({})
                order by r."record""#;
            let ids = frontier.iter().map(|id| SqlValue::Id(*id));
            let rows = by_ids(tx, sql, &[], ids).await?;
            rows.first().map(|row| row.id(0)).transpose()
        }
    }
}

/// The way in words, from its start to its end.
async fn told(
    tx: &mut Tx,
    asking: Asking<'_>,
    (start, end): (Uuid, Uuid),
    came_from: &HashMap<Uuid, Edge>,
) -> Result<Vec<Step>> {
    let mut path: Vec<(Uuid, &Edge)> = Vec::new();
    let mut at = end;
    while at != start {
        let Some(edge) = came_from.get(&at) else {
            break;
        };
        path.push((at, edge));
        at = if edge.from == at { edge.to } else { edge.from };
    }
    path.reverse();
    let types: HashMap<Uuid, RelationshipType> =
        ties::types(tx, asking).await?.into_iter().collect();
    let ids: Vec<Uuid> = path.iter().map(|(id, _)| *id).collect();
    let known = ties::known(tx, asking, &ids).await?;
    Ok(path
        .into_iter()
        .filter_map(|(id, edge)| {
            let label = label(&types, edge, id, asking.scope.language);
            Some(Step { label, known: known.get(&id)?.clone() })
        })
        .collect())
}

/// The label seen from the other end of a tie.
fn label(
    types: &HashMap<Uuid, RelationshipType>,
    edge: &Edge,
    towards: Uuid,
    language: Language,
) -> String {
    let kind = types.get(&edge.kind);
    kind.map(|kind| kind.label(language, edge.from == towards).to_owned()).unwrap_or_default()
}

/// What each tie of a picture is called, from its beginning.
///
/// # Errors
/// When the database fails.
pub async fn labels(tx: &mut Tx, asking: Asking<'_>) -> Result<HashMap<Uuid, String>> {
    let language = asking.scope.language;
    let types = ties::types(tx, asking).await?;
    Ok(types.into_iter().map(|(id, kind)| (id, kind.label(language, false).to_owned())).collect())
}
