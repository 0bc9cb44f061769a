//! The statements of a page: along an index in order, or over few candidates that are sorted.

use kernel::Result;
use kernel::record::Record;

use super::binds::{Binds, Source, all_of};
use super::branch::{Branch, Walk};
use super::candidates::{Candidates, FEW};
use super::cursor::Position;
use super::listing::Listing;
use super::order::Order;
use super::piece::Piece;
use super::selection::Selection;
use crate::row::Row;
use crate::tx::Tx;

/// A record and where it stands.
pub(super) type Placed = (Record, Position);

/// A step along an index.
#[derive(Clone, Copy)]
pub(super) struct Step<'s, 'a> {
    pub listing: &'s Listing<'a>,
    pub walk: &'s Walk<'a>,
    pub piece: Piece<'s>,
}

impl Step<'_, '_> {
    /// The next rows of the piece, at most `limit`.
    pub async fn next(
        &self,
        tx: &mut Tx,
        selection: &Selection<'_>,
        limit: usize,
    ) -> Result<Vec<Placed>> {
        let mut binds = Binds::new(tx.dialect());
        let sql = match self.walk.branches.as_slice() {
            [] => return Ok(Vec::new()),
            [branch] => {
                let (expressions, rest) = self.rows(&mut binds, branch, "t")?;
                let mut columns = vec![selection.columns(Source::new("t"))];
                columns.extend(expressions);
                format!("select {} {rest} limit {limit}", columns.join(", "))
            }
            branches => {
                let mut each = Vec::with_capacity(branches.len());
                for branch in branches {
                    each.push(self.narrow(&mut binds, branch, &format!(" limit {limit}"))?);
                }
                let order = self.piece.order;
                let inner = self.piece.order_by(&keys("u", order), "u.\"id\"");
                let narrow = format!(
                    "select {} from ({}) u order by {inner} limit {limit}",
                    narrow_columns("u", order),
                    each.join(" union ")
                );
                let outer = self.piece.order_by(&keys("c", order), "c.\"id\"");
                widened(self.listing, selection, (&narrow, order), &outer)
            }
        };
        let rows = tx.query(&sql, binds.values()).await?;
        placed(&rows, selection, self.piece.order)
    }

    /// The place of the `window`th row of each branch, and of these the first: up to it every row
    /// of every branch lies within its window.
    pub async fn end_of_window(&self, tx: &mut Tx, window: usize) -> Result<Option<Position>> {
        let mut binds = Binds::new(tx.dialect());
        let skipped = window.saturating_sub(1);
        let mut each = Vec::with_capacity(self.walk.branches.len());
        for branch in &self.walk.branches {
            each.push(self.narrow(&mut binds, branch, &format!(" limit 1 offset {skipped}"))?);
        }
        if each.is_empty() {
            return Ok(None);
        }
        let order = self.piece.order;
        let sql = format!(
            "select {} from ({}) u order by {} limit 1",
            narrow_columns("u", order),
            each.join(" union all "),
            self.piece.order_by(&keys("u", order), "u.\"id\"")
        );
        let row = tx.known_row(&sql, binds.values()).await?;
        row.map(|row| Ok(Position { id: row.id(0)?, values: key_values(&row, 1, order) }))
            .transpose()
    }

    /// Id and keys of a branch's rows, as a table for `union`.
    fn narrow(&self, binds: &mut Binds, branch: &Branch<'_>, limit: &str) -> Result<String> {
        let alias = binds.alias();
        let (expressions, rest) = self.rows(binds, branch, &alias)?;
        Ok(format!(
            "select {} from (select {} {rest}{limit}) {alias}x",
            narrow_columns(&format!("{alias}x"), self.piece.order),
            named(&alias, &expressions)
        ))
    }

    /// The keys of a branch's rows, and the rest of the statement from `from` on.
    fn rows(
        &self,
        binds: &mut Binds,
        branch: &Branch<'_>,
        alias: &str,
    ) -> Result<(Vec<String>, String)> {
        let source = Source::new(alias);
        let (from, mut conditions) = branch.from(self.listing, binds, alias);
        let expressions = self.piece.order.expressions(self.listing.asking, binds, source);
        let id = source.plain("id");
        conditions.extend(self.piece.conditions(binds, &expressions, &id));
        conditions.extend(self.listing.residual(binds, Source::shy(alias), &self.walk.residual)?);
        let order = self.piece.order_by(&expressions, &id);
        let rest = format!("from {from} where {} order by {order}", all_of(&conditions));
        Ok((expressions, rest))
    }

    /// Id and keys of another order of the rows of the piece.
    pub fn sorted_by(&self, binds: &mut Binds, order: &Order<'_>) -> Result<String> {
        let mut each = Vec::with_capacity(self.walk.branches.len());
        for branch in &self.walk.branches {
            let alias = binds.alias();
            let source = Source::new(&alias);
            let (from, mut conditions) = branch.from(self.listing, binds, &alias);
            let along = self.piece.order.expressions(self.listing.asking, binds, source);
            conditions.extend(self.piece.conditions(binds, &along, &source.plain("id")));
            conditions.extend(self.listing.residual(
                binds,
                Source::shy(&alias),
                &self.walk.residual,
            )?);
            let expressions = order.expressions(self.listing.asking, binds, source);
            let columns = named(&alias, &expressions);
            each.push(format!("select {columns} from {from} where {}", all_of(&conditions)));
        }
        Ok(each.join(" union "))
    }
}

/// Id and keys of those candidates that meet everything.
pub(super) fn few_sorted(
    listing: &Listing<'_>,
    binds: &mut Binds,
    candidates: &Candidates<'_>,
) -> Result<String> {
    let select = candidates.select(listing, binds)?;
    let alias = binds.alias();
    let source = Source::new(&alias);
    let mut conditions = vec![format!("{} = s.\"id\"", source.plain("id"))];
    conditions.extend(listing.whole(binds, Source::shy(&alias))?);
    let expressions = listing.order.expressions(listing.asking, binds, source);
    Ok(format!(
        "select {} from (select distinct f.\"id\" from ({select}) f limit {FEW}) s \
         cross join \"{}\" {alias} where {}",
        named(&alias, &expressions),
        listing.object.key,
        all_of(&conditions)
    ))
}

/// The page of sorted candidates behind a position.
pub(super) async fn page_of(
    tx: &mut Tx,
    listing: &Listing<'_>,
    (binds, candidates): (Binds, &str),
    selection: &Selection<'_>,
    (behind, limit): (Option<&Position>, usize),
) -> Result<Vec<Placed>> {
    let mut binds = binds;
    let order = &listing.order;
    let inner = keys("u", order);
    let condition = behind.map_or_else(String::new, |position| {
        format!(" where {}", order.behind(&mut binds, (&inner, "u.\"id\""), position))
    });
    let narrow = format!(
        "select {} from ({candidates}) u{condition} order by {} limit {limit}",
        narrow_columns("u", order),
        order.order_by(&inner, "u.\"id\"", false)
    );
    let outer = order.order_by(&keys("c", order), "c.\"id\"", false);
    let sql = widened(listing, selection, (&narrow, order), &outer);
    let rows = tx.query(&sql, binds.values()).await?;
    placed(&rows, selection, order)
}

/// The records of a narrow select, in its order.
fn widened(
    listing: &Listing<'_>,
    selection: &Selection<'_>,
    (narrow, order): (&str, &Order<'_>),
    order_by: &str,
) -> String {
    let mut columns = vec![selection.columns(Source::new("t"))];
    columns.extend(keys("c", order));
    format!(
        "select {} from ({narrow}) c cross join \"{}\" t where t.\"id\" = c.\"id\" order by {order_by}",
        columns.join(", "),
        listing.object.key
    )
}

/// `u."k0", u."k1"`.
fn keys(alias: &str, order: &Order<'_>) -> Vec<String> {
    (0..order.keys.len()).map(|place| format!("{alias}.\"k{place}\"")).collect()
}

fn narrow_columns(alias: &str, order: &Order<'_>) -> String {
    let mut columns = vec![format!("{alias}.\"id\"")];
    columns.extend(keys(alias, order));
    columns.join(", ")
}

/// Id and expressions under the names of [`keys`].
fn named(alias: &str, expressions: &[String]) -> String {
    let mut columns = vec![format!("{alias}.\"id\" as \"id\"")];
    let keys = expressions.iter().enumerate();
    columns.extend(keys.map(|(place, expression)| format!("{expression} as \"k{place}\"")));
    columns.join(", ")
}

fn key_values(row: &Row, at: usize, order: &Order<'_>) -> Vec<crate::sql_value::SqlValue> {
    (at..at + order.keys.len()).map(|place| row.value(place).clone()).collect()
}

fn placed(rows: &[Row], selection: &Selection<'_>, order: &Order<'_>) -> Result<Vec<Placed>> {
    rows.iter()
        .map(|row| {
            let (record, at) = selection.read(row)?;
            let position = Position { id: record.id(), values: key_values(row, at, order) };
            Ok((record, position))
        })
        .collect()
}
