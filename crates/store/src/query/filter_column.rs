//! Comparisons of a field that lies in the record's own row.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::Result;
use kernel::filter::{Op, Operand};
use kernel::kind::Kind;
use kernel::money::Money;
use kernel::object::Field;
use kernel::period::{FIRST_DAY, LAST_DAY, Period};
use kernel::text::fold::fold;
use kernel::text::sort_key::Strength;
use kernel::value::Value;

use super::binds::{Binds, Source, all_of, any_of};
use super::filter_sql::{Filtering, not_for_kind, values};
use super::folding::folded;
use crate::columns;
use crate::sql_value::SqlValue;

/// The condition on one column.
pub(super) fn condition(
    filtering: &Filtering<'_>,
    binds: &mut Binds,
    (source, field): (Source<'_>, &Field),
    (op, operand): (Op, &Operand),
) -> Result<String> {
    let column = source.column(binds.dialect, field.key);
    let compared = match (op, operand) {
        (Op::Empty, Operand::Flag(_)) => Some(format!("{column} is not null")),
        (Op::Within, Operand::Days(period)) => {
            within(filtering, binds, (&column, field.kind), *period)
        }
        (Op::Contains | Op::Starts, Operand::One(Value::Text(text))) => match (op, field.kind) {
            (Op::Starts, Kind::Text | Kind::Name) => {
                let key = source.column(binds.dialect, &format!("{}_key", field.key));
                Some(starts(filtering, binds, &key, text))
            }
            (Op::Contains, Kind::Address) => Some(address_contains(binds, &column, text)),
            (
                _,
                Kind::Text | Kind::Name | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url,
            ) => Some(contains(binds, &column, text, op)),
            _ => None,
        },
        _ => match field.kind {
            Kind::Text | Kind::Name => {
                let key = source.column(binds.dialect, &format!("{}_key", field.key));
                sorted(filtering, binds, (&key, field.kind), (op, operand))
            }
            Kind::Money => {
                let currency = source.column(binds.dialect, &format!("{}_currency", field.key));
                amount(binds, (&column, &currency), (op, operand))
            }
            Kind::Url => web_address(binds, &column, (op, operand)),
            kind => plain(binds, (&column, kind), (op, operand)),
        },
    };
    compared.ok_or_else(|| not_for_kind(field, op))
}

/// `text` is in the column, or at its beginning, whatever case and accents.
pub(super) fn contains(binds: &mut Binds, column: &str, text: &str, op: Op) -> String {
    let wanted = fold(text);
    let folded = folded(binds, column, &wanted);
    let place = binds.dialect.place_of(&binds.add(wanted), &folded);
    match op {
        Op::Starts => format!("{place} = 1"),
        _ => format!("{place} > 0"),
    }
}

fn address_contains(binds: &mut Binds, column: &str, text: &str) -> String {
    let lines: Vec<String> = ["street", "street_2", "city", "state", "postal_code"]
        .iter()
        .map(|line| {
            let line = binds.dialect.json_text(column, line);
            contains(binds, &line, text, Op::Contains)
        })
        .collect();
    any_of(&lines)
}

/// A range of the sort keys of all texts that begin so.
fn starts(filtering: &Filtering<'_>, binds: &mut Binds, key: &str, text: &str) -> String {
    let (from, to) = filtering.conventions.collation.beginning(text);
    let from = format!("{key} >= {}", binds.add(from));
    match to {
        Some(to) => all_of(&[from, format!("{key} < {}", binds.add(to))]),
        None => from,
    }
}

/// Texts by their sort keys: equality ignores case, and accents in names.
fn sorted(
    filtering: &Filtering<'_>,
    binds: &mut Binds,
    (key, kind): (&str, Kind),
    (op, operand): (Op, &Operand),
) -> Option<String> {
    let strength = if kind == Kind::Name { Strength::Letters } else { Strength::Accents };
    let mut ranges = Vec::new();
    for value in values(operand) {
        let (from, to) = filtering.conventions.collation.equal(value.as_text()?, strength);
        ranges.push(match op {
            Op::Eq | Op::In => {
                let (from, to) = (binds.add(from), binds.add(to));
                format!("({key} >= {from} and {key} < {to})")
            }
            Op::Lt => format!("{key} < {}", binds.add(from)),
            Op::Lte => format!("{key} < {}", binds.add(to)),
            Op::Gt => format!("{key} >= {}", binds.add(to)),
            Op::Gte => format!("{key} >= {}", binds.add(from)),
            _ => return None,
        });
    }
    (op == Op::In || ranges.len() == 1).then(|| any_of(&ranges))
}

/// Amounts compare within their currency.
fn amount(
    binds: &mut Binds,
    (minor, currency): (&str, &str),
    (op, operand): (Op, &Operand),
) -> Option<String> {
    let sign = if op == Op::In { "=" } else { sign(op)? };
    let mut ways = Vec::new();
    for value in values(operand) {
        let Value::Money(Money { minor: wanted, currency: code }) = value else {
            return None;
        };
        let (code, wanted) = (binds.add(code.code()), binds.add(*wanted));
        ways.push(format!("({currency} = {code} and {minor} {sign} {wanted})"));
    }
    (op == Op::In || ways.len() == 1).then(|| any_of(&ways))
}

/// Web addresses are kept as they were written, so they are compared folded.
fn web_address(binds: &mut Binds, column: &str, (op, operand): (Op, &Operand)) -> Option<String> {
    if !matches!(op, Op::Eq | Op::In) {
        return plain(binds, (column, Kind::Url), (op, operand));
    }
    let mut ways = Vec::new();
    for value in values(operand) {
        let wanted = fold(value.as_text()?);
        let folded = folded(binds, column, &wanted);
        ways.push(format!("{folded} = {}", binds.add(wanted)));
    }
    Some(any_of(&ways))
}

/// Values that the database compares as we do.
fn plain(
    binds: &mut Binds,
    (column, kind): (&str, Kind),
    (op, operand): (Op, &Operand),
) -> Option<String> {
    let list = values(operand);
    let bound: Vec<SqlValue> = list.iter().map(columns::scalar).collect();
    if !list.iter().all(|value| is_of(kind, value)) {
        return None;
    }
    if op == Op::In {
        return Some(one_of(binds, column, bound));
    }
    let [value] = bound.as_slice() else {
        return None;
    };
    let sign = sign(op)?;
    let is_text = matches!(kind, Kind::Email | Kind::Phone | Kind::Url);
    let column =
        if is_text && op != Op::Eq { binds.dialect.bytewise(column) } else { column.to_owned() };
    Some(format!("{column} {sign} {}", binds.add(value.clone())))
}

/// The column is one of the values; of none it is none.
pub(super) fn one_of(binds: &mut Binds, column: &str, values: Vec<SqlValue>) -> String {
    if values.is_empty() {
        return super::binds::NEVER.to_owned();
    }
    format!("{column} in ({})", binds.list(values))
}

const fn sign(op: Op) -> Option<&'static str> {
    match op {
        Op::Eq => Some("="),
        Op::Lt => Some("<"),
        Op::Lte => Some("<="),
        Op::Gt => Some(">"),
        Op::Gte => Some(">="),
        Op::Ne | Op::In | Op::Nin | Op::Contains | Op::Starts | Op::Empty | Op::Within => None,
    }
}

/// Whether the value is what a column of this kind holds.
const fn is_of(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Text
        | Kind::LongText
        | Kind::Name
        | Kind::Email
        | Kind::Phone
        | Kind::Url
        | Kind::Choice(_) => matches!(value, Value::Text(_)),
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Duration => {
            matches!(value, Value::Int(_))
        }
        Kind::YesNo => matches!(value, Value::Bool(_)),
        Kind::Date => matches!(value, Value::Date(_)),
        Kind::Instant => matches!(value, Value::Instant(_)),
        Kind::Link(_) | Kind::File => matches!(value, Value::Id(_)),
        Kind::Money => matches!(value, Value::Money(_)),
        _ => false,
    }
}

/// Days of the asker, from the first to the one after the last; an open side is left out.
fn within(
    filtering: &Filtering<'_>,
    binds: &mut Binds,
    (column, kind): (&str, Kind),
    period: Period,
) -> Option<String> {
    let scope = filtering.asking.scope;
    let (from, to) = period.range(scope.today(), filtering.conventions.fiscal_start_month);
    let mut bound = |day: Date| match kind {
        Kind::Date => Some(binds.add(day)),
        Kind::Instant => Some(binds.add(midnight(day, &scope.zone))),
        _ => None,
    };
    let mut sides = Vec::new();
    if from > FIRST_DAY {
        sides.push(format!("{column} >= {}", bound(from)?));
    }
    if to < LAST_DAY {
        sides.push(format!("{column} < {}", bound(to)?));
    }
    if sides.is_empty() {
        sides.push(format!("{column} is not null"));
    }
    matches!(kind, Kind::Date | Kind::Instant).then(|| all_of(&sides))
}

/// The first instant of a day in a zone, in microseconds.
fn midnight(day: Date, zone: &TimeZone) -> i64 {
    match day.to_zoned(zone.clone()) {
        Ok(start) => start.timestamp().as_microsecond(),
        Err(_) if day < Date::constant(2000, 1, 1) => i64::MIN,
        Err(_) => i64::MAX,
    }
}
