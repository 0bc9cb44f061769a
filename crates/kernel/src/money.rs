//! Amounts of money: whole minor units of a currency, computed exactly, never in floating point.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

mod allocate;
mod currency;
mod parse;

pub use currency::Currency;

use crate::number::{DecimalStyle, NumberError, format_decimal, parse_decimal};

/// An amount in a currency. In JSON `{"amount":"1250.00","currency":"EUR"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Cents of a euro, yen, fils of a dinar: see [`Currency::digits`].
    pub minor: i64,
    pub currency: Currency,
}

/// Why something is no amount, or cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error(transparent)]
    Number(#[from] NumberError),
    #[error("say which currency")]
    CurrencyMissing,
    #[error("no such currency")]
    CurrencyUnknown,
    #[error("several currencies use this sign: write the code")]
    CurrencyUnclear,
    #[error("the amounts are in different currencies")]
    CurrencyMismatch,
    #[error("the amount is too large")]
    TooLarge,
    #[error("there is nothing to share the amount by")]
    NoWeights,
}

impl MoneyError {
    /// The stable name of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Number(error) => error.code(),
            Self::CurrencyMissing => "currency-missing",
            Self::CurrencyUnknown => "currency-unknown",
            Self::CurrencyUnclear => "currency-unclear",
            Self::CurrencyMismatch => "currency-mismatch",
            Self::TooLarge => "money-too-large",
            Self::NoWeights => "money-no-weights",
        }
    }
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Rounds to the minor unit, halves away from zero.
    ///
    /// # Errors
    /// When the amount does not fit.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let places = u32::from(currency.digits());
        let rounded = amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        let minor =
            rounded.checked_mul(Decimal::from(10_i64.pow(places))).ok_or(MoneyError::TooLarge)?;
        let minor = i64::try_from(minor).map_err(|_| MoneyError::TooLarge)?;
        Ok(Self::new(minor, currency))
    }

    /// Reads `{"amount":"1250.00","currency":"EUR"}`, a bare `"1250.00"` or a number; without a
    /// currency the amount is in the usual one, if there is one.
    ///
    /// # Errors
    /// When the amount cannot be told, or has more decimals than its currency.
    pub fn from_json(json: &Value, usual: impl Into<Option<Currency>>) -> Result<Self, MoneyError> {
        let usual = usual.into();
        let amount = match json {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Object(_) => {
                let read = Json::deserialize(json).map_err(|_| NumberError::NotANumber)?;
                return read.money(usual);
            }
            _ => return Err(NumberError::NotANumber.into()),
        };
        let bare = Json { amount, currency: None };
        bare.money(usual)
    }

    /// The exact amount in major units.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, u32::from(self.currency.digits()))
    }

    /// The amount in its canonical form, `1250.00`.
    pub fn amount(self) -> String {
        format_decimal(self.minor, self.currency.digits())
    }

    /// # Errors
    /// When the currencies differ or the sum does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor);
        Ok(Self::new(minor.ok_or(MoneyError::TooLarge)?, self.currency))
    }

    /// # Errors
    /// When the currencies differ or the difference does not fit.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor);
        Ok(Self::new(minor.ok_or(MoneyError::TooLarge)?, self.currency))
    }

    /// The amount so many times, rounded once.
    ///
    /// # Errors
    /// When the product does not fit.
    pub fn times(self, factor: Decimal) -> Result<Self, MoneyError> {
        self.convert(factor, self.currency)
    }

    /// The amount in another currency, at so many of its units for one of ours, rounded once.
    ///
    /// # Errors
    /// When the result does not fit.
    pub fn convert(self, rate: Decimal, to: Currency) -> Result<Self, MoneyError> {
        let amount = self.to_decimal().checked_mul(rate);
        Self::from_decimal(amount.ok_or(MoneyError::TooLarge)?, to)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        match self.currency == other.currency {
            true => Ok(()),
            false => Err(MoneyError::CurrencyMismatch),
        }
    }
}

/// The form in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    amount: String,
    #[serde(default)]
    currency: Option<Currency>,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = Json { amount: self.amount(), currency: Some(self.currency) };
        json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        json.money(None).map_err(D::Error::custom)
    }
}

impl Json {
    fn money(self, usual: Option<Currency>) -> Result<Money, MoneyError> {
        let currency = self.currency.or(usual).ok_or(MoneyError::CurrencyMissing)?;
        let minor = parse_decimal(&self.amount, DecimalStyle::Point, currency.digits())?;
        Ok(Money::new(minor, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn halves_round_away_from_zero() {
        for (amount, minor) in [("1.005", 101), ("-1.005", -101), ("1.0049", 100), ("2.5", 250)] {
            let money = Money::from_decimal(decimal(amount), Currency::EUR);
            assert_eq!(money, Ok(eur(minor)), "{amount}");
        }
        let yen = Currency::parse("JPY").unwrap();
        assert_eq!(Money::from_decimal(decimal("0.5"), yen), Ok(Money::new(1, yen)));
        let dinar = Currency::parse("KWD").unwrap();
        assert_eq!(Money::new(1_234_567, dinar).amount(), "1234.567");
    }

    #[test]
    fn sums_are_exact_and_checked() {
        assert_eq!(eur(10).plus(eur(20)), Ok(eur(30)));
        assert_eq!(eur(10).minus(eur(20)), Ok(eur(-10)));
        assert_eq!(eur(i64::MAX).plus(eur(1)), Err(MoneyError::TooLarge));
        let dollars = Money::new(1, Currency::USD);
        assert_eq!(eur(1).plus(dollars), Err(MoneyError::CurrencyMismatch));
        assert_eq!(eur(999).times(decimal("0.333")), Ok(eur(333)));
        assert_eq!(eur(i64::MAX).times(decimal("2")), Err(MoneyError::TooLarge));
        assert_eq!(eur(i64::MAX).times(Decimal::MAX), Err(MoneyError::TooLarge));
    }

    #[test]
    fn json_holds_the_canonical_amount() {
        let json = serde_json::to_string(&eur(125_000)).unwrap();
        assert_eq!(json, r#"{"amount":"1250.00","currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), eur(125_000));
        for wrong in [
            r#"{"amount":"1.005","currency":"EUR"}"#,
            r#"{"amount":"1","currency":"XXX"}"#,
            r#"{"amount":"1"}"#,
            r#"{"amount":"1","currency":"EUR","rate":"2"}"#,
            r#"{"amount":1.5,"currency":"EUR"}"#,
        ] {
            assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn programs_may_leave_the_currency_out() {
        let read = |json: &str| {
            let json: Value = serde_json::from_str(json).unwrap();
            Money::from_json(&json, Some(Currency::EUR))
        };
        for json in [r#""12.5""#, "12.5", r#"{"amount":"12.50"}"#] {
            assert_eq!(read(json), Ok(eur(1_250)), "{json}");
        }
        let missing = Money::from_json(&Value::from("12.5"), None);
        assert_eq!(missing, Err(MoneyError::CurrencyMissing));
        let dollars = read(r#"{"amount":"12.50","currency":"USD"}"#);
        assert_eq!(dollars, Ok(Money::new(1_250, Currency::USD)));
        for json in ["true", "1e40", "12.505", r#"{"amount":"1","rate":"2"}"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn decimals_round_trip(minor in any::<i64>()) {
            let money = eur(minor);
            prop_assert_eq!(Money::from_decimal(money.to_decimal(), Currency::EUR), Ok(money));
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        }
    }
}
