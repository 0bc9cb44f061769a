//! Parts of a list whose rows an index holds in order. A list with rights of its own merges them.

use kernel::access::{Act, Reach};
use kernel::filter::{Comparison, Filter, Op, Operand};
use kernel::kind::Kind;
use kernel::value::Value;
use uuid::Uuid;

use super::binds::{Binds, Source};
use super::listing::{Listing, Residual};
use super::scope_condition::shared;
use crate::columns;
use crate::sql_value::SqlValue;

/// More branches than these are not merged.
const MOST: usize = 40;
/// Records shared with one person that a merged list looks at.
const MOST_SHARED: usize = 2_000;

/// Rows of one facet, narrowed by one more column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Branch<'a> {
    pub facet: Option<(&'static str, &'a str)>,
    pub by: By,
}

/// What narrows a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum By {
    Nothing,
    Column(&'static str, SqlValue),
    /// Shared with the asker.
    Shared,
}

/// Branches that an index holds in an order, and what their rows must still meet.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    pub branches: Vec<Branch<'a>>,
    pub residual: Residual<'a>,
}

impl Branch<'_> {
    /// What stands behind `from`, and the conditions that make it this branch.
    pub fn from(
        &self,
        listing: &Listing<'_>,
        binds: &mut Binds,
        alias: &str,
    ) -> (String, Vec<String>) {
        let table = format!("\"{}\" {alias}", listing.object.key);
        let source = Source::new(alias);
        let mut conditions = vec![listing.life().condition(source)];
        if let Some((field, value)) = self.facet {
            let leads = match &self.by {
                By::Column(column, _) => listing.facet_leads(column),
                By::Nothing | By::Shared => true,
            };
            let facet = if leads { source } else { Source::shy(alias) };
            let column = facet.column(binds.dialect, field);
            conditions.push(format!("{column} = {}", binds.add(value)));
        }
        match &self.by {
            By::Nothing => (table, conditions),
            By::Column(column, value) => {
                conditions.push(format!("{} = {}", source.plain(column), binds.add(value.clone())));
                (table, conditions)
            }
            By::Shared => {
                let scope = listing.asking.scope;
                let ids = shared(binds, scope, listing.object, listing.act).unwrap_or_default();
                conditions.push(format!("{} = s{alias}.\"record\"", source.plain("id")));
                let from = format!(
                    "(select distinct x.\"record\" from ({ids}) x limit {MOST_SHARED}) s{alias} cross join {table}"
                );
                (from, conditions)
            }
        }
    }
}

/// The way to walk in the order of a column, if an index holds it so.
pub(super) fn walk<'a>(listing: &Listing<'a>, sort: &str, scope_matters: bool) -> Option<Walk<'a>> {
    narrowed(listing, sort, scope_matters)
        .or_else(|| by_rights(listing, sort, scope_matters))
        .or_else(|| plain(listing, sort, scope_matters))
        .filter(|walk| walk.branches.len() <= MOST)
}

/// One condition is an equality that an index begins with.
fn narrowed<'a>(listing: &Listing<'a>, sort: &str, scope_matters: bool) -> Option<Walk<'a>> {
    for (place, condition) in listing.conditions.iter().enumerate() {
        let Some((field, values)) = equality(listing, condition) else {
            continue;
        };
        if !listing.is_fast(Some(field), sort) {
            continue;
        }
        let by = values.into_iter().map(|value| By::Column(field, value)).collect();
        let mut met: Vec<usize> =
            listing.facets.iter().filter_map(|facets| facets.condition).collect();
        met.push(place);
        return Some(Walk {
            branches: branches(listing, by),
            residual: Residual { filters: listing.conditions_without(&met), scope: scope_matters },
        });
    }
    None
}

/// Owner and team are all that rights go by, and indexes begin with them.
fn by_rights<'a>(listing: &Listing<'a>, sort: &str, scope_matters: bool) -> Option<Walk<'a>> {
    let indexed = listing.is_fast(Some("owner"), sort) && listing.is_fast(Some("team"), sort);
    if !(scope_matters && listing.is_owned() && indexed) {
        return None;
    }
    Some(Walk {
        branches: branches(listing, rights(listing)?),
        residual: Residual { filters: unmet(listing), scope: false },
    })
}

fn plain<'a>(listing: &Listing<'a>, sort: &str, scope_matters: bool) -> Option<Walk<'a>> {
    listing.is_fast(None, sort).then(|| Walk {
        branches: branches(listing, vec![By::Nothing]),
        residual: Residual { filters: unmet(listing), scope: scope_matters },
    })
}

/// What makes a row the asker's: teams first, then their own, then what is shared.
pub(super) fn rights(listing: &Listing<'_>) -> Option<Vec<By>> {
    let scope = listing.asking.scope;
    let user = scope.user()?;
    let mut by = Vec::new();
    match listing.reach() {
        Reach::Team => {
            by.extend(scope.teams.iter().map(|team| By::Column("team", SqlValue::Id(*team))));
        }
        Reach::Own => {}
        Reach::None | Reach::All => return None,
    }
    by.push(By::Column("owner", SqlValue::Id(user)));
    if matches!(listing.act, Act::See | Act::Export | Act::Edit) {
        by.push(By::Shared);
    }
    Some(by)
}

/// Each way of narrowing in each facet.
pub(super) fn branches<'a>(listing: &Listing<'a>, by: Vec<By>) -> Vec<Branch<'a>> {
    let facets: Vec<Option<(&'static str, &'a str)>> = match &listing.facets {
        None => vec![None],
        Some(facets) => facets.values.iter().map(|value| Some((facets.field, *value))).collect(),
    };
    by.into_iter()
        .flat_map(|by| facets.iter().map(move |facet| Branch { facet: *facet, by: by.clone() }))
        .collect()
}

/// The conditions but that which names the facets, which branches meet.
pub(super) fn unmet<'a>(listing: &Listing<'a>) -> Vec<&'a Filter> {
    let met: Vec<usize> = listing.facets.iter().filter_map(|facets| facets.condition).collect();
    listing.conditions_without(&met)
}

/// A condition that a column has one of few values.
pub(super) fn equality(
    listing: &Listing<'_>,
    condition: &Filter,
) -> Option<(&'static str, Vec<SqlValue>)> {
    let Filter::Compare(Comparison { path, op: Op::Eq | Op::In, operand }) = condition else {
        return None;
    };
    let field = listing.object.field(path.field).filter(|field| field.primary_of.is_none())?;
    let compared_whole = matches!(
        field.kind,
        Kind::Link(_) | Kind::Choice(_) | Kind::YesNo | Kind::Whole | Kind::Date | Kind::Instant
    );
    let values: &[Value] = match operand {
        Operand::One(value) => std::slice::from_ref(value),
        Operand::Many(values) if values.len() <= 8 => values,
        _ => return None,
    };
    if path.link.is_some() || !compared_whole {
        return None;
    }
    let mut bound: Vec<SqlValue> = Vec::new();
    for value in values.iter().map(columns::scalar) {
        if !bound.contains(&value) {
            bound.push(value);
        }
    }
    Some((field.key, bound))
}

/// Ids as the values of a column.
pub(super) fn ids(ids: &[Uuid]) -> Vec<SqlValue> {
    ids.iter().copied().map(SqlValue::Id).collect()
}
