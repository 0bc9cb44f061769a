//! Few rows that hold all matches: what an index on a condition gives. They are counted first, up
//! to a bound; few enough are read and sorted, so that a rare value is found wherever it stands.

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::filter::{Comparison, Filter, Op};
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use uuid::Uuid;

use super::binds::{Binds, Source, all_of};
use super::branch::{By, branches, equality, ids, rights};
use super::filter_list::Entries;
use super::filter_sql::{filter_sql, values};
use super::listing::Listing;
use super::scope_condition::{Compiler, Life, Visible};
use crate::columns;
use crate::search;
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// So many rows are read and sorted at most.
pub(super) const FEW: i64 = 4_000;
/// So many linked records are looked up for a condition over a link.
const FEW_LINKED: usize = 300;
/// So many conditions are counted for one list.
const MOST_PROBES: usize = 4;

/// Where matching rows are.
#[derive(Clone, Debug)]
pub(super) enum Candidates<'a> {
    /// Entries of a list.
    Entries(&'a Comparison),
    /// A column with an index that begins with it.
    Column(&'static str, Vec<SqlValue>),
    /// A stretch of an order.
    Range(&'a Comparison),
    /// What owner, team and shares give the asker.
    Mine,
    /// Records whose text answers a question.
    Found(search::Question, search::Within),
    Any(Vec<Self>),
}

/// Candidates that are few.
#[derive(Clone, Debug)]
pub(super) struct Few<'a> {
    pub candidates: Candidates<'a>,
    /// There were more, and these are the newest.
    pub bounded: bool,
}

/// The first condition that few rows meet.
pub(super) async fn few<'a>(
    tx: &mut Tx,
    listing: &Listing<'a>,
    scope_matters: bool,
) -> Result<Option<Few<'a>>> {
    if let Some(q) = listing.searched() {
        let within = search::within(tx, listing.asking, listing.object).await?;
        let candidates = Candidates::Found(search::Question::of(q), within);
        let bounded = count(tx, listing, &candidates).await? > FEW;
        return Ok(Some(Few { candidates, bounded }));
    }
    if listing.request.deleted {
        return Ok(None);
    }
    let mut probes = 0;
    for condition in &listing.conditions {
        let Some(candidates) = of(tx, listing, condition).await? else {
            continue;
        };
        probes += 1;
        if count(tx, listing, &candidates).await? <= FEW {
            return Ok(Some(Few { candidates, bounded: false }));
        }
        if probes == MOST_PROBES {
            break;
        }
    }
    let indexed = listing.is_fast_filter("owner") && listing.is_fast_filter("team");
    let limited = matches!(listing.reach(), Reach::Own | Reach::Team);
    if scope_matters && listing.is_owned() && indexed && limited {
        let candidates = Candidates::Mine;
        if count(tx, listing, &candidates).await? <= FEW {
            return Ok(Some(Few { candidates, bounded: false }));
        }
    }
    Ok(None)
}

/// How many there are, up to one more than few.
async fn count(tx: &mut Tx, listing: &Listing<'_>, candidates: &Candidates<'_>) -> Result<i64> {
    let mut binds = Binds::new(tx.dialect());
    let select = candidates.select(listing, &mut binds)?;
    number(tx, &select, &binds).await
}

/// The number of a select's rows, up to one more than few.
async fn number(tx: &mut Tx, select: &str, binds: &Binds) -> Result<i64> {
    let sql = format!("select count(*) from (select 1 from ({select}) c limit {}) n", FEW + 1);
    tx.number(&sql, binds.values()).await
}

/// The candidates of a condition, when an index gives them.
async fn of<'a>(
    tx: &mut Tx,
    listing: &Listing<'a>,
    condition: &'a Filter,
) -> Result<Option<Candidates<'a>>> {
    Ok(match condition {
        Filter::Compare(comparison) => match comparison.path.link {
            Some(link) => over(tx, listing, link, comparison).await?,
            None => direct(listing, condition, comparison),
        },
        Filter::Any(list) if !list.is_empty() && list.len() <= 8 => {
            let each: Option<Vec<Candidates<'_>>> = list
                .iter()
                .map(|filter| match filter {
                    Filter::Compare(comparison) if comparison.path.link.is_none() => {
                        direct(listing, filter, comparison)
                    }
                    _ => None,
                })
                .collect();
            each.map(Candidates::Any)
        }
        _ => None,
    })
}

fn direct<'a>(
    listing: &Listing<'a>,
    condition: &Filter,
    comparison: &'a Comparison,
) -> Option<Candidates<'a>> {
    let field = listing.object.field(comparison.path.field)?;
    let is_equality = matches!(comparison.op, Op::Eq | Op::In);
    if is_equality && has_entry_index(listing.object, field) {
        return Some(Candidates::Entries(comparison));
    }
    if field.primary_of.is_some() || field.kind.is_many() {
        return None;
    }
    if let Some((column, values)) = equality(listing, condition) {
        let indexed = column == "id" || listing.is_fast_filter(column);
        let is_facet = listing.facets.as_ref().is_some_and(|facets| facets.field == column);
        return (indexed && !is_facet).then_some(Candidates::Column(column, values));
    }
    if field.key == "id" && is_equality {
        let values = values(&comparison.operand).iter().map(columns::scalar).collect();
        return Some(Candidates::Column("id", values));
    }
    let ordered = match field.kind {
        Kind::Text | Kind::Name => {
            !matches!(comparison.op, Op::Contains | Op::Ne | Op::Nin | Op::Empty)
        }
        Kind::Date | Kind::Instant => !matches!(comparison.op, Op::Ne | Op::Empty),
        _ => false,
    };
    let indexed = listing.is_fast(None, field.key) || (field.matching && field.kind == Kind::Text);
    (ordered && indexed).then_some(Candidates::Range(comparison))
}

/// Whether entries are found by what they say.
pub(super) fn has_entry_index(object: &Object, field: &Field) -> bool {
    match field.primary_of {
        None => field.kind.is_many() && field.kind != Kind::Addresses,
        Some(list) => object.field(list).is_some_and(|list| {
            list.kind != Kind::Addresses || matches!(field.key, "city" | "country")
        }),
    }
}

/// The records that a link may point to, looked up when few that the asker sees are among few.
async fn over<'a>(
    tx: &mut Tx,
    listing: &Listing<'a>,
    link: &'static str,
    comparison: &'a Comparison,
) -> Result<Option<Candidates<'a>>> {
    let target = listing.object.field(link).and_then(|field| field.kind.link_target());
    let target = target.and_then(|key| listing.asking.catalog.object(key));
    let Some(target) = target.filter(|_| listing.is_fast_filter(link)) else {
        return Ok(None);
    };
    let Some(field) = target.field(comparison.path.field) else {
        return Ok(None);
    };
    if !(matches!(comparison.op, Op::Eq | Op::In) && has_entry_index(target, field)) {
        return Ok(None);
    }
    let mut binds = Binds::new(tx.dialect());
    let Some(select) = entries(&mut binds, target, field, comparison)? else {
        return Ok(None);
    };
    if number(tx, &select, &binds).await? > FEW {
        return Ok(None);
    }
    let Some(seen) = seen_of(&mut binds, listing, target, &select) else {
        return Ok(Some(Candidates::Column(link, Vec::new())));
    };
    let rows = tx.query(&seen, binds.values()).await?;
    if rows.len() > FEW_LINKED {
        return Ok(None);
    }
    let found = rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()?;
    Ok(Some(Candidates::Column(link, ids(&found))))
}

/// Those of few records that the asker sees; none when they see nothing of the object.
fn seen_of(binds: &mut Binds, listing: &Listing<'_>, object: &Object, few: &str) -> Option<String> {
    let alias = binds.alias();
    let source = Source::new(&alias);
    let mut conditions =
        vec![format!("{} = s.\"id\"", source.plain("id")), Life::Living.condition(source)];
    match Compiler::new(listing.asking, Act::See).visible(binds, object, Source::shy(&alias)) {
        Visible::Nothing => return None,
        Visible::Everything => {}
        Visible::Where(condition) => conditions.push(condition),
    }
    Some(format!(
        "select {alias}.\"id\" from (select distinct f.\"id\" from ({few}) f) s \
         cross join \"{}\" {alias} where {} limit {}",
        object.key,
        all_of(&conditions),
        FEW_LINKED + 1
    ))
}

pub(super) fn entries(
    binds: &mut Binds,
    object: &Object,
    field: &Field,
    comparison: &Comparison,
) -> Result<Option<String>> {
    let entries = Entries::of(object, field)?;
    let alias = binds.alias();
    let entry = entries.entry(binds, &alias, (comparison.op, &comparison.operand));
    Ok(entry.map(|entry| {
        format!(
            "select {alias}.\"record\" as \"id\" from {} {alias} where {entry}",
            entries.table(object)
        )
    }))
}

impl Candidates<'_> {
    /// A select of their ids, some of which may come twice.
    pub fn select(&self, listing: &Listing<'_>, binds: &mut Binds) -> Result<String> {
        Ok(match self {
            Self::Entries(comparison) => {
                let field = listing.object.field(comparison.path.field);
                let select = match field {
                    Some(field) => entries(binds, listing.object, field, comparison)?,
                    None => None,
                };
                select.unwrap_or_else(|| nobody(listing))
            }
            Self::Column(column, values) if values.is_empty() => {
                let _ = column;
                nobody(listing)
            }
            Self::Column(column, values) => {
                let alias = binds.alias();
                let source = Source::new(&alias);
                let mut conditions = vec![
                    format!("{} in ({})", source.plain(column), binds.list(values.iter().cloned())),
                    listing.life().condition(source),
                ];
                if *column != "id" {
                    let leads = listing.facet_leads(column);
                    let facet = if leads { source } else { Source::shy(&alias) };
                    conditions.extend(facet_condition(listing, binds, facet));
                }
                rows(listing, &alias, &conditions)
            }
            Self::Range(comparison) => {
                let alias = binds.alias();
                let source = Source::new(&alias);
                let filter = Filter::Compare((*comparison).clone());
                let place = (listing.object, source);
                let mut conditions = vec![
                    filter_sql(listing.filtering, binds, place, &filter)?,
                    listing.life().condition(source),
                ];
                if listing.is_fast(None, comparison.path.field) {
                    conditions.extend(facet_condition(listing, binds, source));
                }
                rows(listing, &alias, &conditions)
            }
            Self::Mine => mine(listing, binds),
            Self::Found(question, within) => question.select_records(binds, within),
            Self::Any(list) => {
                let each: Vec<String> =
                    list.iter().map(|one| one.select(listing, binds)).collect::<Result<_>>()?;
                each.join(" union all ")
            }
        })
    }
}

fn rows(listing: &Listing<'_>, alias: &str, conditions: &[String]) -> String {
    let key = listing.object.key;
    format!("select {alias}.\"id\" as \"id\" from \"{key}\" {alias} where {}", all_of(conditions))
}

fn nobody(listing: &Listing<'_>) -> String {
    rows(listing, "n", &[super::binds::NEVER.to_owned()])
}

/// The facets shown, which indexes begin with.
fn facet_condition(listing: &Listing<'_>, binds: &mut Binds, source: Source<'_>) -> Option<String> {
    let facets = listing.facets.as_ref()?;
    let values = binds.list(facets.values.iter().copied());
    let column = source.column(binds.dialect, facets.field);
    (!values.is_empty()).then(|| format!("{column} in ({values})"))
}

/// Rows by owner, team and share, some of them twice.
fn mine(listing: &Listing<'_>, binds: &mut Binds) -> String {
    let by: Vec<By> = rights(listing).unwrap_or_default();
    let each: Vec<String> = branches(listing, by)
        .iter()
        .map(|branch| {
            let alias = binds.alias();
            let (from, conditions) = branch.from(listing, binds, &alias);
            format!("select {alias}.\"id\" as \"id\" from {from} where {}", all_of(&conditions))
        })
        .collect();
    if each.is_empty() { nobody(listing) } else { each.join(" union all ") }
}
