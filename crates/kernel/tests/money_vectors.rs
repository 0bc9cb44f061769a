//! Amounts against reference cases that were computed independently.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a reference case that cannot be read fails the test"
)]

use std::path::Path;

use kernel::money::{Currency, Money};
use rust_decimal::Decimal;
use serde_json::Value;

/// The cases of one kind: their name, input and expected result. Ours stand beside this file; where
/// the shared reference cases lie next to the repository they are asked too.
fn cases(area: &str, kind: &str) -> Vec<(String, Value, Value)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = here.join(format!("tests/money/{area}.csv"));
    let shared = here.join("../../../shared/vectors/money");
    let mut cases = cases_of(&ours, kind);
    if shared.is_dir() {
        cases.extend(cases_of(&shared.join(format!("{area}_public.csv")), kind));
    }
    cases
}

fn cases_of(path: &Path, kind: &str) -> Vec<(String, Value, Value)> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| {
        panic!("the reference cases are missing: {}: {error}", path.display())
    });
    let cases: Vec<_> = reader
        .records()
        .map(|record| record.unwrap())
        .filter(|record| &record[1] == kind)
        .map(|record| {
            let json = |at: usize| serde_json::from_str(&record[at]).unwrap();
            (record[0].to_owned(), json(2), json(3))
        })
        .collect();
    assert!(!cases.is_empty(), "{} has no cases of kind {kind}", path.display());
    cases
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

fn currency(value: &Value) -> Currency {
    Currency::parse(value.as_str().unwrap()).unwrap()
}

fn amounts(value: &Value) -> Vec<Decimal> {
    value.as_array().unwrap().iter().map(decimal).collect()
}

#[test]
fn a_total_is_shared_by_the_largest_remainder() {
    for (name, input, expected) in cases("document", "allocate") {
        let currency = currency(&input["currency"]);
        let total = Money::from_decimal(decimal(&input["total"]), currency).unwrap();
        let parts = total.allocate(&amounts(&input["weights"])).unwrap();
        let parts: Vec<Decimal> = parts.into_iter().map(Money::to_decimal).collect();
        assert_eq!(parts, amounts(&expected["parts"]), "{name}");
    }
}

#[test]
fn a_discount_on_a_document_is_shared_over_its_lines() {
    for (name, input, expected) in cases("document", "totals") {
        if expected.get("error").is_some() {
            continue;
        }
        let currency = currency(&input["currency"]);
        let lines = amounts(&expected["line_net"]);
        let sum: Decimal = lines.iter().sum();
        let percent = decimal(&input["header_percent"]) / Decimal::from(100);
        let discount = Money::from_decimal(sum * percent, currency).unwrap();
        assert_eq!(discount.to_decimal(), decimal(&expected["header_discount"]), "{name}");
        let shares = discount.allocate(&lines).unwrap();
        let shares: Vec<Decimal> = shares.into_iter().map(Money::to_decimal).collect();
        assert_eq!(shares, amounts(&expected["header_shares"]), "{name}");
    }
}

#[test]
fn amounts_are_converted_at_either_quote() {
    for (name, input, expected) in cases("fx", "quote") {
        let base = currency(&input["base"]);
        let (amount, rate) = (decimal(&input["amount"]), decimal(&input["rate"]));
        let converted = match input["quote"].as_str().unwrap() {
            "foreign_per_base" => Money::from_decimal(amount / rate, base),
            _ => Money::from_decimal(amount, Currency::EUR).unwrap().convert(rate, base),
        };
        let converted = converted.unwrap().amount();
        assert_eq!(converted, expected["base_amount"].as_str().unwrap(), "{name}");
    }
}

/// The rate in force for a currency on a date: units for one of the base.
fn rate_on(input: &Value, code: &str) -> Option<Decimal> {
    if code == input["base"].as_str().unwrap() {
        return Some(Decimal::ONE);
    }
    let date = input["date"].as_str().unwrap();
    let rates = input["rates"].get(code)?.as_array().unwrap();
    let in_force = rates.iter().rfind(|rate| rate[0].as_str().unwrap() <= date)?;
    Some(decimal(&in_force[1]))
}

#[test]
fn amounts_pass_through_the_base_without_rounding_in_between() {
    let mut converted = 0;
    for (name, input, expected) in cases("fx", "convert") {
        let (from, to) = (input["frm"].as_str().unwrap(), input["to"].as_str().unwrap());
        let (Some(from_rate), Some(to_rate)) = (rate_on(&input, from), rate_on(&input, to)) else {
            continue;
        };
        let amount = decimal(&input["amount"]);
        let amount = match (input["quote"].as_str().unwrap(), from == to) {
            (_, true) => amount,
            ("foreign_per_base", _) => amount * to_rate / from_rate,
            _ => amount * from_rate / to_rate,
        };
        let money = Money::from_decimal(amount, currency(&input["to"])).unwrap();
        assert_eq!(money.to_decimal(), decimal(&expected["amount"]), "{name}");
        converted += 1;
    }
    assert!(converted >= 5, "only {converted} cases could be converted");
}

#[test]
fn a_recurring_amount_is_told_by_the_month() {
    for (name, input, expected) in cases("recurring", "normalise") {
        let (times, months) = match input["period"].as_str().unwrap() {
            "year" => (1, 12),
            "half_year" => (1, 6),
            "quarter" => (1, 3),
            "week" => (52, 12),
            "day" => (365, 12),
            _ => (1, 1),
        };
        let amount = decimal(&input["amount"]) * Decimal::from(times) / Decimal::from(months);
        let monthly = Money::from_decimal(amount, currency(&input["currency"])).unwrap();
        assert_eq!(monthly.amount(), expected["mrr"].as_str().unwrap(), "{name}");
    }
}
