//! A piece of a walk along an index: from behind one place, up to another.

use super::binds::Binds;
use super::cursor::Position;
use super::order::Order;

/// A stretch of an order: rows with a value in the first key, then those without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// The first key is never null, or there is none.
    Whole,
    Present,
    Absent,
}

impl Segment {
    /// The stretches that are left behind a position, in their order.
    pub fn left(order: &Order<'_>, position: Option<&Position>) -> &'static [Self] {
        let nullable = order.keys.first().is_some_and(|key| key.nullable);
        match (nullable, position.is_some_and(Position::is_absent)) {
            (false, _) => &[Self::Whole],
            (true, false) => &[Self::Present, Self::Absent],
            (true, true) => &[Self::Absent],
        }
    }
}

/// A piece of one stretch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub order: &'a Order<'a>,
    pub segment: Segment,
    pub behind: Option<&'a Position>,
    pub up_to: Option<&'a Position>,
}

impl<'a> Piece<'a> {
    pub const fn of(order: &'a Order<'a>, segment: Segment, behind: Option<&'a Position>) -> Self {
        Self { order, segment, behind, up_to: None }
    }

    /// `order by` over expressions of the keys and the id. A first key that is null everywhere is
    /// named all the same: PostgreSQL finds the order in an index only as the index was declared.
    pub fn order_by(&self, expressions: &[String], id: &str) -> String {
        self.order.order_by(expressions, id, true)
    }

    /// The conditions of the piece, written so that an index is entered at its place.
    pub fn conditions(&self, binds: &mut Binds, expressions: &[String], id: &str) -> Vec<String> {
        let mut conditions = Vec::new();
        match (self.segment, expressions.first()) {
            (Segment::Present, Some(first)) => conditions.push(format!("{first} is not null")),
            (Segment::Absent, Some(first)) => conditions.push(format!("{first} is null")),
            _ => {}
        }
        // The place behind which `Present` ended says nothing about `Absent`.
        let holds =
            |position: &&Position| position.is_absent() == (self.segment == Segment::Absent);
        if let Some(position) = self.behind.filter(holds) {
            conditions.extend(self.bound(binds, (expressions, id), position, false));
        }
        if let Some(position) = self.up_to {
            conditions.extend(self.bound(binds, (expressions, id), position, true));
        }
        conditions
    }

    fn bound(
        &self,
        binds: &mut Binds,
        (expressions, id): (&[String], &str),
        position: &Position,
        up_to: bool,
    ) -> Vec<String> {
        let keys = &self.order.keys;
        let first = keys.first().zip(expressions.first()).zip(position.values.first());
        let first = first.filter(|_| self.segment != Segment::Absent);
        match first {
            None if keys.len() <= 1 => {
                let sign = sign(self.order.id_descending, up_to);
                vec![format!("{id} {sign} {}", binds.add(position.id))]
            }
            Some(((key, column), value))
                if keys.len() == 1 && key.descending == self.order.id_descending =>
            {
                let sign = sign(key.descending, up_to);
                let (value, last) = (binds.add(value.clone()), binds.add(position.id));
                vec![format!("({column}, {id}) {sign} ({value}, {last})")]
            }
            first => {
                let mut conditions = Vec::new();
                if let Some(((key, column), value)) = first {
                    let sign = if key.descending == up_to { ">=" } else { "<=" };
                    conditions.push(format!("{column} {sign} {}", binds.add(value.clone())));
                }
                let behind = self.order.behind(binds, (expressions, id), position);
                conditions.push(if up_to { format!("({behind}) is not true") } else { behind });
                conditions
            }
        }
    }
}

/// Behind a place, or up to and with it.
const fn sign(descending: bool, up_to: bool) -> &'static str {
    match (descending, up_to) {
        (false, false) => ">",
        (true, false) => "<",
        (false, true) => "<=",
        (true, true) => ">=",
    }
}
