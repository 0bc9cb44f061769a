//! One page of a list.
//!
//! Three ways lead to it. Along an index whose order is the one asked for: looking at no more rows
//! than the page holds when nothing else is to be met, else in growing windows up to a bound. Over
//! few candidates, all read and sorted, when an index on a condition gives few. And when neither
//! is there, over as many rows as the bound allows, the newest first: then the answer says so.

use kernel::Result;
use kernel::record::Record;

use super::binds::Binds;
use super::branch::{self, By, Walk};
use super::candidates::{self, Few};
use super::cursor::Position;
use super::listing::{Listing, Residual};
use super::order::Order;
use super::paging::{Placed, Step, few_sorted, page_of};
use super::piece::{Piece, Segment};
use super::scope_condition::Visible;
use super::selection::Selection;
use super::{Asking, ListRequest, Page, titles_of};
use crate::secret::Sealer;
use crate::tx::Tx;

/// Most records of one page.
const MOST: u32 = 1_000;
/// Rows looked at in one step of a walk, and all steps together are the bound.
const WINDOWS: [usize; 3] = [500, 4_000, 16_000];
/// Rows looked at when no index has the order.
const BASE: usize = 16_000;

/// The page that a request asks for.
///
/// # Errors
/// [`kernel::Error::Invalid`] naming the cursor, sort key or field that is wrong.
pub async fn list(
    tx: &mut Tx,
    asking: Asking<'_>,
    sealer: &Sealer,
    request: &ListRequest,
) -> Result<Page> {
    let listing = Listing::of(tx, asking, request).await?;
    let position = match &request.cursor {
        Some(cursor) => Some(Position::open(cursor, sealer, request)?),
        None => None,
    };
    let selection = Selection::named(&request.object, &request.fields)?;
    let limit = usize::try_from(request.limit.clamp(1, MOST)).unwrap_or(1);
    let paging = Paging { listing: &listing, selection: &selection, limit };
    let (mut rows, bounded) = paging.rows(tx, position).await?;
    let mut next = bounded.position();
    if rows.len() > limit {
        rows.truncate(limit);
        next = rows.last().map(|(_, position)| position.clone());
    }
    let mut records: Vec<Record> = rows.into_iter().map(|(record, _)| record).collect();
    selection.fill(tx, &mut records).await?;
    let titles = titles_of(tx, asking, &request.object, &records).await?;
    let next = next.map(|position| position.seal(sealer, request)).transpose()?;
    Ok(Page { records, next, titles, bounded: bounded != Bounded::No })
}

/// Whether the bound was met.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bounded {
    No,
    /// What was looked at is all that will be.
    Yes,
    /// The walk may go on from there.
    At(Position),
}

impl Bounded {
    fn position(&self) -> Option<Position> {
        match self {
            Self::At(position) => Some(position.clone()),
            Self::No | Self::Yes => None,
        }
    }
}

struct Paging<'s, 'a> {
    listing: &'s Listing<'a>,
    selection: &'s Selection<'a>,
    limit: usize,
}

impl Paging<'_, '_> {
    /// The rows of the page, and one more when there are more.
    async fn rows(
        &self,
        tx: &mut Tx,
        position: Option<Position>,
    ) -> Result<(Vec<Placed>, Bounded)> {
        let visible = self.listing.visible(tx.dialect());
        if visible == Visible::Nothing {
            return Ok((Vec::new(), Bounded::No));
        }
        let scope_matters = visible != Visible::Everything;
        let walk = self.walk(scope_matters);
        if let Some(walk) = walk.as_ref().filter(|walk| walk.residual.is_empty())
            && self.listing.searched().is_none()
        {
            return self.straight(tx, walk, position).await;
        }
        if let Some(few) = candidates::few(tx, self.listing, scope_matters).await? {
            return self.sorted(tx, &few, position).await;
        }
        match walk {
            Some(walk) => self.windows(tx, &walk, position).await,
            None => self.newest(tx, scope_matters, position).await,
        }
    }

    /// The walk in the order asked for.
    fn walk(&self, scope_matters: bool) -> Option<Walk<'_>> {
        match self.listing.order.keys.first() {
            Some(key) if key.is_column() => {
                branch::walk(self.listing, key.field.key, scope_matters)
            }
            Some(_) => None,
            None => Some(unnarrowed(self.listing, scope_matters)),
        }
    }

    /// Everything that the index gives belongs to the list.
    async fn straight(
        &self,
        tx: &mut Tx,
        walk: &Walk<'_>,
        position: Option<Position>,
    ) -> Result<(Vec<Placed>, Bounded)> {
        let mut rows = Vec::new();
        for segment in Segment::left(&self.listing.order, position.as_ref()) {
            let piece = Piece::of(&self.listing.order, *segment, position.as_ref());
            let step = Step { listing: self.listing, walk, piece };
            rows.extend(step.next(tx, self.selection, self.limit + 1 - rows.len()).await?);
            if rows.len() > self.limit {
                break;
            }
        }
        Ok((rows, Bounded::No))
    }

    /// Growing windows of the index, until the page is full or the bound is met.
    async fn windows(
        &self,
        tx: &mut Tx,
        walk: &Walk<'_>,
        position: Option<Position>,
    ) -> Result<(Vec<Placed>, Bounded)> {
        let order = &self.listing.order;
        let mut rows = Vec::new();
        let mut windows = WINDOWS.into_iter();
        let mut behind = position.clone();
        for segment in Segment::left(order, position.as_ref()) {
            loop {
                let Some(window) = windows.next() else {
                    return Ok((rows, behind.map_or(Bounded::Yes, Bounded::At)));
                };
                let piece = Piece::of(order, *segment, behind.as_ref());
                let bare = Walk { residual: Residual::default(), ..walk.clone() };
                let looking = Step { listing: self.listing, walk: &bare, piece };
                let share = window.div_ceil(walk.branches.len().max(1));
                let end = looking.end_of_window(tx, share).await?;
                let piece = Piece { up_to: end.as_ref(), ..piece };
                let step = Step { listing: self.listing, walk, piece };
                rows.extend(step.next(tx, self.selection, self.limit + 1 - rows.len()).await?);
                if rows.len() > self.limit {
                    return Ok((rows, Bounded::No));
                }
                match end {
                    Some(end) => behind = Some(end),
                    None => break,
                }
            }
        }
        Ok((rows, Bounded::No))
    }

    /// All of few candidates, sorted.
    async fn sorted(
        &self,
        tx: &mut Tx,
        few: &Few<'_>,
        position: Option<Position>,
    ) -> Result<(Vec<Placed>, Bounded)> {
        let mut binds = Binds::new(tx.dialect());
        let candidates = few_sorted(self.listing, &mut binds, &few.candidates)?;
        let rows = self.page(tx, (binds, &candidates), position).await?;
        Ok((rows, if few.bounded { Bounded::Yes } else { Bounded::No }))
    }

    /// The newest rows, sorted: no index has the order, and no condition is rare.
    async fn newest(
        &self,
        tx: &mut Tx,
        scope_matters: bool,
        position: Option<Position>,
    ) -> Result<(Vec<Placed>, Bounded)> {
        let (base, walk) = newest_first(self.listing, scope_matters);
        let bare = Walk { residual: Residual::default(), ..walk.clone() };
        let piece = Piece::of(&base, Segment::Whole, None);
        let looking = Step { listing: self.listing, walk: &bare, piece };
        let end = looking.end_of_window(tx, BASE.div_ceil(bare.branches.len().max(1))).await?;
        let piece = Piece { up_to: end.as_ref(), ..piece };
        let step = Step { listing: self.listing, walk: &walk, piece };
        let mut binds = Binds::new(tx.dialect());
        let candidates = step.sorted_by(&mut binds, &self.listing.order)?;
        let rows = match candidates.is_empty() {
            true => Vec::new(),
            false => self.page(tx, (binds, &candidates), position).await?,
        };
        Ok((rows, if end.is_some() { Bounded::Yes } else { Bounded::No }))
    }

    async fn page(
        &self,
        tx: &mut Tx,
        candidates: (Binds, &str),
        position: Option<Position>,
    ) -> Result<Vec<Placed>> {
        let within = (position.as_ref(), self.limit + 1);
        page_of(tx, self.listing, candidates, self.selection, within).await
    }
}

/// All rows in the order of their ids.
fn unnarrowed<'a>(listing: &Listing<'a>, scope_matters: bool) -> Walk<'a> {
    let branch = branch::Branch { facet: None, by: By::Nothing };
    let residual = Residual { filters: listing.conditions.clone(), scope: scope_matters };
    Walk { branches: vec![branch], residual }
}

/// A walk from the newest rows on, by what index there is.
pub(super) fn newest_first<'a>(
    listing: &Listing<'a>,
    scope_matters: bool,
) -> (Order<'a>, Walk<'a>) {
    for key in ["created_at", "updated_at", "deleted_at"] {
        if let Some(field) = listing.object.field(key)
            && let Some(walk) = branch::walk(listing, key, scope_matters)
        {
            return (Order::by(field, true), walk);
        }
    }
    (Order::by_id(true), unnarrowed(listing, scope_matters))
}
