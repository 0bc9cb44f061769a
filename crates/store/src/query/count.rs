//! How many records a list holds, up to a cap.

use kernel::Result;

use super::binds::{Binds, Source, all_of};
use super::branch::{self, Branch, By, Walk};
use super::candidates;
use super::list::newest_first;
use super::listing::{Listing, Residual};
use super::paging::{Step, few_sorted};
use super::piece::{Piece, Segment};
use super::scope_condition::Visible;
use super::{Asking, Count, ListRequest};
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// No list is counted farther.
const CAP: i64 = 10_000;
/// Rows looked at for a count.
const LOOKED_AT: usize = 30_000;

/// Counts the records of a list: exactly, or at least so many.
///
/// # Errors
/// As [`super::list`].
pub async fn count(tx: &mut Tx, asking: Asking<'_>, request: &ListRequest) -> Result<Count> {
    let listing = Listing::of(tx, asking, request).await?;
    let visible = listing.visible(tx.dialect());
    if visible == Visible::Nothing {
        return Ok(Count { value: 0, exact: true });
    }
    let scope_matters = visible != Visible::Everything;
    if let Some(walk) = straight(&listing, scope_matters) {
        return straight_count(tx, &listing, &walk).await;
    }
    if let Some(few) = candidates::few(tx, &listing, scope_matters).await? {
        let mut binds = Binds::new(tx.dialect());
        let select = few_sorted(&listing, &mut binds, &few.candidates)?;
        let value = number(tx, &binds, &select).await?;
        return Ok(Count { value, exact: !few.bounded });
    }
    let (base, walk) = newest_first(&listing, scope_matters);
    let bare = Walk { residual: Residual::default(), ..walk.clone() };
    let piece = Piece::of(&base, Segment::Whole, None);
    let looking = Step { listing: &listing, walk: &bare, piece };
    let end = looking.end_of_window(tx, LOOKED_AT.div_ceil(bare.branches.len().max(1))).await?;
    let piece = Piece { up_to: end.as_ref(), ..piece };
    let step = Step { listing: &listing, walk: &walk, piece };
    let mut binds = Binds::new(tx.dialect());
    let select = step.sorted_by(&mut binds, &super::order::Order::by_id(true))?;
    if select.is_empty() {
        return Ok(Count { value: 0, exact: true });
    }
    let value = number(tx, &binds, &select).await?;
    Ok(Count { value: value.min(CAP), exact: end.is_none() && value <= CAP })
}

/// A walk whose every row belongs to the list.
fn straight<'a>(listing: &Listing<'a>, scope_matters: bool) -> Option<Walk<'a>> {
    if listing.searched().is_some() {
        return None;
    }
    let sorts = listing.object.faces.iter().flat_map(|face| &face.fast).map(|pair| pair.sort);
    let asked = listing.order.keys.first().map(|key| key.field.key);
    asked
        .into_iter()
        .chain(sorts)
        .filter_map(|sort| branch::walk(listing, sort, scope_matters))
        .find(|walk| walk.residual.is_empty())
}

/// Teams are counted first, along their index; only when they are few what else one sees: what is
/// one's own or shared, and of none of these teams.
async fn straight_count(tx: &mut Tx, listing: &Listing<'_>, walk: &Walk<'_>) -> Result<Count> {
    let (first, others): (Vec<&Branch<'_>>, Vec<&Branch<'_>>) =
        walk.branches.iter().partition(|branch| is_apart(branch));
    let mut binds = Binds::new(tx.dialect());
    let ids = ids_of(listing, &mut binds, &first, &[]);
    let mut value =
        if ids.is_empty() { 0 } else { number(tx, &binds, &ids.join(" union all ")).await? };
    if value <= CAP && !others.is_empty() {
        let counted: Vec<Counted> = first.iter().filter_map(|branch| counted(branch)).collect();
        let mut binds = Binds::new(tx.dialect());
        let ids = ids_of(listing, &mut binds, &others, &counted);
        value += number(tx, &binds, &ids.join(" union ")).await?;
    }
    Ok(Count { value: value.min(CAP), exact: value <= CAP })
}

/// Whether no row of a branch is in another one of its kind: rows have one team, and many owners
/// are in the teams of the asker.
fn is_apart(branch: &Branch<'_>) -> bool {
    match &branch.by {
        By::Nothing => true,
        By::Column(column, _) => *column != "owner",
        By::Shared => false,
    }
}

/// A column, and what it has in rows that were counted.
type Counted<'a> = (&'static str, &'a SqlValue);

fn counted<'a>(branch: &'a Branch<'_>) -> Option<Counted<'a>> {
    match &branch.by {
        By::Column(column, value) => Some((column, value)),
        By::Nothing | By::Shared => None,
    }
}

fn ids_of(
    listing: &Listing<'_>,
    binds: &mut Binds,
    branches: &[&Branch<'_>],
    counted: &[Counted<'_>],
) -> Vec<String> {
    branches
        .iter()
        .map(|branch| {
            let alias = binds.alias();
            let (from, mut conditions) = branch.from(listing, binds, &alias);
            conditions.extend(counted.iter().map(|(column, value)| {
                let column = Source::new(&alias).plain(column);
                format!("({column} is null or {column} <> {})", binds.add((*value).clone()))
            }));
            format!(
                "select {} as \"id\" from {from} where {}",
                Source::new(&alias).plain("id"),
                all_of(&conditions)
            )
        })
        .collect()
}

/// The rows of a select, up to one more than the cap.
async fn number(tx: &mut Tx, binds: &Binds, select: &str) -> Result<i64> {
    let sql = format!("select count(*) from (select 1 from ({select}) c limit {}) n", CAP + 1);
    tx.number(&sql, binds.values()).await
}
