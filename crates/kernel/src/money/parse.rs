//! Amounts as people write them: `1.250,50 €`, `EUR 1250`, `¥99`.

use super::{Currency, Money, MoneyError};
use crate::number::{DecimalStyle, NumberError, parse_decimal};
use crate::text::fold::half_width;

/// Longest input that is looked at, in characters.
const INPUT_LENGTH: usize = 60;

impl Money {
    /// Reads an amount with a code or a sign on either side; without one it is in the usual
    /// currency, if there is one. A sign shared by several currencies means the usual one when it
    /// is among them.
    ///
    /// # Errors
    /// When the number or the currency cannot be told, or the number has more decimals than the
    /// currency.
    pub fn parse(
        text: &str,
        style: DecimalStyle,
        usual: impl Into<Option<Currency>>,
    ) -> Result<Self, MoneyError> {
        let usual = usual.into();
        if text.chars().nth(INPUT_LENGTH).is_some() {
            return Err(NumberError::TooLarge.into());
        }
        let plain: String = text.trim().chars().map(half_width).collect();
        let (number, unit) = apart(&plain)?;
        let currency = match unit.as_str() {
            "" => usual.ok_or(MoneyError::CurrencyMissing)?,
            unit => currency_of(unit, usual)?,
        };
        let minor = parse_decimal(&number, style, currency.digits())?;
        Ok(Self::new(minor, currency))
    }
}

/// The number, and the code or sign before or after it.
fn apart(plain: &str) -> Result<(String, String), MoneyError> {
    let is_of_unit = |c: char| c.is_alphabetic() || is_sign(c);
    let unit: String = plain.chars().filter(|c| is_of_unit(*c)).collect();
    if unit.is_empty() {
        return Ok((plain.to_owned(), unit));
    }
    let (sign, rest) = match plain.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", plain),
    };
    let number = rest
        .strip_prefix(unit.as_str())
        .or_else(|| rest.strip_suffix(unit.as_str()))
        .ok_or(NumberError::NotANumber)?;
    Ok((format!("{sign}{}", number.trim()), unit))
}

fn is_sign(character: char) -> bool {
    matches!(character, '$' | '£' | '¢' | '¤' | '¥' | '฿') || ('₠'..='⃀').contains(&character)
}

fn currency_of(unit: &str, usual: Option<Currency>) -> Result<Currency, MoneyError> {
    let upper = unit.to_uppercase();
    let codes = codes_of(&upper);
    if codes.is_empty() {
        return Currency::parse(&upper);
    }
    if let [code] = codes {
        return Currency::parse(code);
    }
    usual.filter(|currency| codes.contains(&currency.code())).ok_or(MoneyError::CurrencyUnclear)
}

/// The currencies that a sign or word stands for.
fn codes_of(unit: &str) -> &'static [&'static str] {
    match unit {
        "€" | "EURO" | "EUROS" | "欧元" => &["EUR"],
        "$" => &[
            "USD", "MXN", "ARS", "CLP", "COP", "UYU", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD",
            "DOP", "BOB",
        ],
        "US$" | "美元" => &["USD"],
        "MX$" => &["MXN"],
        "CA$" | "C$" => &["CAD"],
        "A$" | "AU$" => &["AUD"],
        "NZ$" => &["NZD"],
        "HK$" => &["HKD"],
        "NT$" => &["TWD"],
        "R$" => &["BRL"],
        "£" => &["GBP", "EGP"],
        "¥" => &["CNY", "JPY"],
        "CN¥" | "元" | "人民币" | "RMB" => &["CNY"],
        "JP¥" | "円" | "日元" => &["JPY"],
        "₩" => &["KRW"],
        "₹" => &["INR"],
        "₽" => &["RUB"],
        "₺" => &["TRY"],
        "₴" => &["UAH"],
        "₪" => &["ILS"],
        "₫" => &["VND"],
        "₱" => &["PHP"],
        "฿" => &["THB"],
        "ZŁ" => &["PLN"],
        "KČ" => &["CZK"],
        "KR" => &["SEK", "NOK", "DKK", "ISK"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const USUAL: Option<Currency> = Some(Currency::EUR);

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, code, minor) in [
            ("1250.00", "EUR", 125_000),
            ("1.250,50 €", "EUR", 125_050),
            ("€1,250.50", "EUR", 125_050),
            ("-€5", "EUR", -500),
            ("€-5", "EUR", -500),
            ("EUR 1250", "EUR", 125_000),
            ("1250 usd", "USD", 125_000),
            ("US$ 3.5", "USD", 350),
            ("￥", "", 0),
            ("99元", "CNY", 9_900),
            ("¥99 JPY", "", 0),
            ("JPY 99", "JPY", 99),
            ("R$ 10,5", "BRL", 1_050),
        ] {
            let read = Money::parse(text, DecimalStyle::Auto, USUAL);
            match Currency::parse(code) {
                Ok(currency) => assert_eq!(read, Ok(Money::new(minor, currency)), "{text}"),
                Err(_) => assert!(read.is_err(), "{text}"),
            }
        }
    }

    #[test]
    fn a_shared_sign_means_the_usual_currency() {
        let parse = |text, usual| Money::parse(text, DecimalStyle::Auto, usual);
        let yuan = Some(Currency::CNY);
        assert_eq!(parse("￥99", yuan), Ok(Money::new(9_900, Currency::CNY)));
        assert_eq!(parse("¥99", USUAL), Err(MoneyError::CurrencyUnclear));
        assert_eq!(parse("$99", None), Err(MoneyError::CurrencyUnclear));
        assert_eq!(parse("99", None), Err(MoneyError::CurrencyMissing));
        assert_eq!(parse("99 QQQ", USUAL), Err(MoneyError::CurrencyUnknown));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        let parse = |text| Money::parse(text, DecimalStyle::Auto, USUAL);
        let not_a_number = Err(NumberError::NotANumber.into());
        for text in ["1€50", "€ € 1", "12 € 50", "1 EUR 2", "--5"] {
            assert_eq!(parse(text), not_a_number, "{text}");
        }
        assert_eq!(parse("1.005 €"), Err(NumberError::TooManyDecimals.into()));
        assert_eq!(parse(""), Err(NumberError::Empty.into()));
        assert_eq!(parse(&"9".repeat(99_999)), Err(NumberError::TooLarge.into()));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _answer = Money::parse(&text, DecimalStyle::Auto, USUAL);
        }

        #[test]
        fn the_canonical_form_is_read_back(minor in any::<i64>()) {
            let money = Money::new(minor, Currency::EUR);
            let text = format!("{} {}", money.amount(), money.currency);
            prop_assert_eq!(Money::parse(&text, DecimalStyle::Point, None), Ok(money));
        }
    }
}
