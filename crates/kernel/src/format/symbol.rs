//! The signs of currencies, as each language tells them apart.

use crate::language::Language;
use crate::money::Currency;

/// The sign of a currency, or its code where the sign would be unclear.
///
/// *Source*: the currency symbols of CLDR 47.
pub(super) fn symbol(language: Language, currency: Currency) -> &'static str {
    let code = currency.code();
    match (code, language) {
        ("EUR", _) => "€",
        ("USD", Language::En) => "$",
        ("USD", _) => "US$",
        ("VND", _) => "₫",
        (_, Language::Es) => code,
        ("CNY", Language::En) => "CN¥",
        ("CNY", Language::Zh) => "¥",
        ("JPY", Language::En) => "¥",
        ("JPY", Language::Zh) => "JP¥",
        ("AUD", Language::En) => "A$",
        ("AUD", Language::Zh) => "AU$",
        ("GBP", _) => "£",
        ("BRL", _) => "R$",
        ("CAD", _) => "CA$",
        ("HKD", _) => "HK$",
        ("ILS", _) => "₪",
        ("INR", _) => "₹",
        ("KRW", _) => "₩",
        ("MXN", _) => "MX$",
        ("NZD", _) => "NZ$",
        ("TWD", _) => "NT$",
        _ => code,
    }
}
