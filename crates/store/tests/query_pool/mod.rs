//! Values that fields of each kind may hold, and be held against.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::address::Address;
use kernel::country::Country;
use kernel::filter::{Op, Operand};
use kernel::kind::Kind;
use kernel::money::{Currency, Money};
use kernel::period::Period;
use kernel::value::{Part, Value};
use uuid::Uuid;

use crate::query_world::text;

pub const NAMES: [&str; 18] = [
    "García",
    "GARCIA López",
    "garcía",
    "Muñoz",
    "Munoz",
    "张伟",
    "張偉",
    "张三",
    "Ábaco",
    "abaco",
    "Straße",
    "strasse 7",
    "Ørsted",
    "O'Brien",
    "ana_b%",
    "\" or 1=1--",
    "Ñu",
    "Zoë",
];
const CITIES: [&str; 5] = ["Madrid", "Málaga", "北京", "San José", "MADRID"];
const WORDS: [&str; 5] = ["vip", "VIP", "Feria 2026", "a'b", "重要"];
const MAILS: [&str; 4] = ["ana@acme.es", "bob@gmail.com", "zoe@acme.es", "li@example.cn"];
const PHONES: [&str; 3] = ["+34915551234", "+8613800138000", "+34600123456"];
const DOMAINS: [&str; 3] = ["acme.es", "gmail.com", "müller.de"];

/// The values that a field of a kind may have, and be held against.
pub fn pool(kind: Kind, ids: &[Uuid]) -> Vec<Value> {
    let texts = |list: &[&str]| list.iter().map(|word| text(word)).collect::<Vec<Value>>();
    let ints = |list: &[i64]| list.iter().copied().map(Value::Int).collect::<Vec<Value>>();
    match kind {
        Kind::Text | Kind::Name | Kind::LongText => texts(&NAMES),
        Kind::Email | Kind::Emails => texts(&MAILS),
        Kind::Phone | Kind::Phones => texts(&PHONES),
        Kind::Domains => texts(&DOMAINS),
        Kind::Url => texts(&["https://Acme.es/Á", "https://acme.es/á", "http://example.cn"]),
        Kind::Identifiers => texts(&["B12345678", "91350100M000100Y43"]),
        Kind::Addresses | Kind::Address => texts(&CITIES),
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Duration => {
            ints(&[-5, 0, 7, 7_000, i64::MAX])
        }
        Kind::Money => [("EUR", 100), ("EUR", 250), ("CNY", 100)]
            .map(|(code, minor)| {
                Value::Money(Money { minor, currency: Currency::parse(code).unwrap() })
            })
            .to_vec(),
        Kind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Date => ["2026-04-15", "2026-04-01", "2025-12-31", "2027-01-01"]
            .map(|day| Value::Date(day.parse::<Date>().unwrap()))
            .to_vec(),
        Kind::Instant => [
            "2026-04-15T10:00:00Z",
            "2026-04-14T22:30:00Z",
            "2026-04-15T22:30:00.000001Z",
            "2025-01-01T00:00:00Z",
        ]
        .map(|at| Value::Instant(at.parse::<Timestamp>().unwrap()))
        .to_vec(),
        Kind::Choice(set) | Kind::Choices(set) => texts(set.keys),
        Kind::Tags => texts(&WORDS),
        Kind::Link(_) | Kind::Links(_) | Kind::File => {
            ids.iter().take(3).copied().map(Value::Id).collect()
        }
    }
}

/// A value that a record holds, made of up to two of the pool; 0 is none.
pub fn held(kind: Kind, choice: usize, ids: &[Uuid]) -> Value {
    let pool = pool(kind, ids);
    let Some(first) = choice.checked_sub(1).map(|at| pool[at % pool.len()].clone()) else {
        return if kind == Kind::YesNo { Value::Bool(false) } else { Value::Null };
    };
    if !kind.is_many() && kind != Kind::Address {
        return first;
    }
    let second = pool[(choice / 3) % pool.len()].clone();
    let several = if first == second { vec![first] } else { vec![first, second] };
    let words = || several.iter().map(|value| value.as_text().unwrap().to_owned());
    let address = |city: String| Address {
        street: format!("Calle Ñ {choice}"),
        country: Country::parse(if choice.is_multiple_of(2) { "ES" } else { "CN" }),
        city,
        ..Address::default()
    };
    match kind {
        Kind::Address => Value::Address(Box::new(address(words().next().unwrap()))),
        Kind::Links(_) => Value::Ids(several.iter().filter_map(Value::as_id).collect()),
        Kind::Choices(_) | Kind::Tags => Value::Words(words().collect()),
        _ => Value::Parts(
            words()
                .enumerate()
                .map(|(place, word)| Part {
                    id: Uuid::now_v7(),
                    primary: place == 0,
                    label: if choice.is_multiple_of(2) { "tax_id" } else { "work" }.to_owned(),
                    address: (kind == Kind::Addresses).then(|| address(word.clone())),
                    value: if kind == Kind::Addresses { String::new() } else { word },
                    ..Part::default()
                })
                .collect(),
        ),
    }
}

pub fn operands(kind: Kind, op: Op, ids: &[Uuid]) -> Vec<Operand> {
    let pool = pool(kind, ids);
    match op {
        Op::In | Op::Nin => vec![
            Operand::Many(Vec::new()),
            Operand::Many(pool.iter().take(1).cloned().collect()),
            Operand::Many(pool),
        ],
        Op::Empty => vec![Operand::Flag(true), Operand::Flag(false)],
        Op::Within => Period::EXAMPLES
            .iter()
            .map(|name| Operand::Days(Period::parse(name).unwrap()))
            .collect(),
        Op::Contains | Op::Starts => {
            ["a", "SS", "ñ", "张", "%", "_", "garcia l", "34 6", "@acme", "", "\"", "o"]
                .iter()
                .map(|part| Operand::One(text(part)))
                .chain(pool.into_iter().filter(|value| value.as_text().is_some()).map(Operand::One))
                .collect()
        }
        _ => pool.into_iter().map(Operand::One).collect(),
    }
}
