//! The same questions answered in memory, the plain way.

use std::cmp::Ordering;
use std::collections::HashMap;

use kernel::access::{Act, Reach, Scope};
use kernel::filter::{Comparison, Filter, Op, Operand, SortKey};
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::object::{Field, Object};
use kernel::period::{FIRST_DAY, LAST_DAY};
use kernel::record::Record;
use kernel::text::fold::fold;
use kernel::text::sort_key::{Collation, Strength};
use kernel::value::{Part, Value};
use uuid::Uuid;

/// All things, and who asks.
pub struct Naive<'a> {
    pub object: &'a Object,
    pub things: HashMap<Uuid, Record>,
    pub scope: Scope,
    pub language: Language,
    /// What is shared with the asker.
    pub shared: Vec<Uuid>,
}

impl Naive<'_> {
    pub fn list(&self, filter: &Filter, sort: &[SortKey]) -> Vec<Uuid> {
        let mut found: Vec<&Record> = self
            .things
            .values()
            .filter(|record| self.sees(record) && self.matches(record, filter))
            .collect();
        found.sort_by(|left, right| self.order(left, right, sort));
        found.iter().map(|record| record.id()).collect()
    }

    pub fn sees(&self, record: &Record) -> bool {
        let envelope = &record.envelope;
        let reach = self.scope.reach(self.object.key, Act::See);
        let covered = self.scope.covers(self.object.key, Act::See, envelope.owner, envelope.team);
        let shared = reach > Reach::None && self.shared.contains(&record.id());
        envelope.deleted_at.is_none() && (covered || shared)
    }

    pub fn matches(&self, record: &Record, filter: &Filter) -> bool {
        match filter {
            Filter::All(list) => list.iter().all(|filter| self.matches(record, filter)),
            Filter::Any(list) => list.iter().any(|filter| self.matches(record, filter)),
            Filter::Not(filter) => !self.matches(record, filter),
            Filter::Compare(comparison) => self.compares(record, comparison),
        }
    }

    fn compares(&self, record: &Record, comparison: &Comparison) -> bool {
        let (op, deny) = match (comparison.op, &comparison.operand) {
            (Op::Ne, _) => (Op::Eq, true),
            (Op::Nin, _) => (Op::In, true),
            (Op::Empty, Operand::Flag(empty)) => (Op::Empty, *empty),
            (op, _) => (op, false),
        };
        let subject = match comparison.path.link {
            None => Some(record),
            Some(link) => self
                .object
                .value(record, link)
                .as_id()
                .and_then(|id| self.things.get(&id))
                .filter(|linked| self.sees(linked)),
        };
        let field = self.object.field(comparison.path.field).unwrap();
        let positive =
            subject.is_some_and(|subject| self.positive(subject, field, op, &comparison.operand));
        positive != deny
    }

    fn positive(&self, record: &Record, field: &Field, op: Op, operand: &Operand) -> bool {
        if let Some(list) = field.primary_of {
            let parts = self.object.value(record, list);
            return parts.parts().iter().any(|part| of_part(field.key, part, op, operand));
        }
        let value = record.value(field.position);
        match &value {
            Value::Null => false,
            Value::Parts(parts) => parts.iter().any(|part| of_entry(field.kind, part, op, operand)),
            Value::Words(words) => words.iter().any(|word| keyed(&fold(word), op, operand, fold)),
            Value::Ids(ids) => ids.iter().any(|id| keyed(&id.to_string(), op, operand, fold)),
            value => self.scalar(field.kind, value, op, operand),
        }
    }

    fn scalar(&self, kind: Kind, value: &Value, op: Op, operand: &Operand) -> bool {
        match (op, operand) {
            (Op::Empty, _) => true,
            (Op::Within, Operand::Days(period)) => {
                let (from, to) = period.range(self.scope.today(), 4);
                let (from_open, to_open) = (from == FIRST_DAY, to == LAST_DAY);
                let day = match value {
                    Value::Date(date) => *date,
                    Value::Instant(at) => at.to_zoned(self.scope.zone.clone()).date(),
                    _ => return false,
                };
                (from_open || day >= from) && (to_open || day < to)
            }
            (Op::In, Operand::Many(list)) => {
                list.iter().any(|one| self.compared(kind, value, Op::Eq, one))
            }
            (op, Operand::One(one)) => self.compared(kind, value, op, one),
            _ => false,
        }
    }

    fn compared(&self, kind: Kind, value: &Value, op: Op, wanted: &Value) -> bool {
        match (kind, value, wanted) {
            (Kind::Address, Value::Address(address), Value::Text(text)) => {
                address.texts().iter().any(|line| fold(line).contains(&fold(text)))
            }
            (_, Value::Text(have), Value::Text(want)) => self.text(kind, have, op, want),
            (_, Value::Money(have), Value::Money(want)) => {
                have.currency == want.currency && holds(op, have.minor.cmp(&want.minor))
            }
            (_, Value::Int(have), Value::Int(want)) => holds(op, have.cmp(want)),
            (_, Value::Bool(have), Value::Bool(want)) => holds(op, have.cmp(want)),
            (_, Value::Date(have), Value::Date(want)) => holds(op, have.cmp(want)),
            (_, Value::Instant(have), Value::Instant(want)) => holds(op, have.cmp(want)),
            (_, Value::Id(have), Value::Id(want)) => have == want,
            _ => false,
        }
    }

    fn text(&self, kind: Kind, have: &str, op: Op, want: &str) -> bool {
        let collation = Collation::of(self.language);
        let sorted = matches!(kind, Kind::Text | Kind::Name);
        match op {
            Op::Contains => fold(have).contains(&fold(want)),
            Op::Starts if sorted => {
                let (from, to) = collation.beginning(want);
                let key = collation.key(have);
                key >= from && to.is_none_or(|to| key < to)
            }
            Op::Starts => fold(have).starts_with(&fold(want)),
            _ if sorted => {
                let strength =
                    if kind == Kind::Name { Strength::Letters } else { Strength::Accents };
                let (from, to) = collation.equal(want, strength);
                let key = collation.key(have);
                let order = match () {
                    () if key < from => Ordering::Less,
                    () if key < to => Ordering::Equal,
                    () => Ordering::Greater,
                };
                holds(op, order)
            }
            Op::Eq if kind == Kind::Url => fold(have) == fold(want),
            _ => holds(op, have.cmp(want)),
        }
    }

    fn order(&self, left: &Record, right: &Record, sort: &[SortKey]) -> Ordering {
        for key in sort {
            if key.path.field == "id" {
                let by_id = left.id().cmp(&right.id());
                return if key.descending { by_id.reverse() } else { by_id };
            }
            let field = self.object.field(key.path.field).unwrap();
            let order = match (self.key(left, field), self.key(right, field)) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(left), Some(right)) if key.descending => right.cmp(&left),
                (Some(left), Some(right)) => left.cmp(&right),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        let by_id = left.id().cmp(&right.id());
        match sort.first() {
            Some(key) if key.descending => by_id.reverse(),
            _ => by_id,
        }
    }

    /// A value that compares as the list sorts.
    fn key(&self, record: &Record, field: &Field) -> Option<(i64, Vec<u8>)> {
        let collation = Collation::of(self.language);
        let number = |number: i64| Some((number, Vec::new()));
        match (field.kind, record.value(field.position)) {
            (Kind::Text | Kind::Name, Value::Text(text)) => Some((0, collation.key(&text))),
            (Kind::Choice(set), Value::Text(key)) => {
                let place = set.keys.iter().position(|known| *known == key)?;
                number(i64::try_from(place).unwrap())
            }
            (_, Value::Text(text)) => Some((0, text.into_bytes())),
            (_, Value::Int(value)) => number(value),
            (_, Value::Bool(value)) => number(i64::from(value)),
            (_, Value::Money(money)) => number(money.minor),
            (_, Value::Date(date)) => Some((0, date.to_string().into_bytes())),
            (_, Value::Instant(at)) => number(at.as_microsecond()),
            (Kind::Link("thing"), Value::Id(id)) if field.key != "id" => {
                let linked = self.things.get(&id).filter(|linked| self.sees(linked))?;
                self.key(linked, self.object.field("name").unwrap())
            }
            _ => None,
        }
    }
}

fn holds(op: Op, order: Ordering) -> bool {
    match op {
        Op::Eq => order.is_eq(),
        Op::Lt => order.is_lt(),
        Op::Lte => order.is_le(),
        Op::Gt => order.is_gt(),
        Op::Gte => order.is_ge(),
        _ => false,
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Id(id) => id.to_string(),
        _ => String::new(),
    }
}

/// A text kept as its key.
fn keyed(have: &str, op: Op, operand: &Operand, key: fn(&str) -> String) -> bool {
    match (op, operand) {
        (Op::Empty, _) => true,
        (Op::In, Operand::Many(list)) => list.iter().any(|value| key(&word(value)) == have),
        (Op::Contains, Operand::One(value)) => have.contains(&key(&word(value))),
        (Op::Starts, Operand::One(value)) => have.starts_with(&key(&word(value))),
        (op, Operand::One(value)) => holds(op, have.cmp(&key(&word(value)))),
        _ => false,
    }
}

fn of_entry(kind: Kind, part: &Part, op: Op, operand: &Operand) -> bool {
    let partly = matches!(op, Op::Contains | Op::Starts);
    match (kind, op, operand) {
        (Kind::Addresses, Op::Empty, _) => true,
        (Kind::Addresses, _, Operand::One(Value::Text(text))) => {
            let address = part.address.clone().unwrap_or_default();
            address.texts().iter().any(|line| fold(line).contains(&fold(text)))
        }
        (Kind::Phones, ..) if partly => keyed(&fold(&part.value), op, operand, dialled),
        _ => keyed(&fold(&part.value), op, operand, fold),
    }
}

fn of_part(key: &str, part: &Part, op: Op, operand: &Operand) -> bool {
    let address = part.address.clone().unwrap_or_default();
    match key {
        "city" => !address.city.is_empty() && keyed(&fold(&address.city), op, operand, fold),
        "street" => !address.street.is_empty() && keyed(&fold(&address.street), op, operand, fold),
        "country" => address
            .country
            .is_some_and(|country| keyed(country.code(), op, operand, |text| text.to_uppercase())),
        "tax_id" => part.label == "tax_id" && of_entry(Kind::Identifiers, part, op, operand),
        "phone" => of_entry(Kind::Phones, part, op, operand),
        _ => of_entry(Kind::Emails, part, op, operand),
    }
}

fn dialled(text: &str) -> String {
    let dialled: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    if dialled.is_empty() { fold(text) } else { dialled }
}
