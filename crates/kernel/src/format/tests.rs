use super::*;
use crate::money::Currency;
use jiff::civil::date;
use proptest::prelude::*;

const DAY: Date = date(2026, 4, 15);

fn format(language: Language) -> Format {
    Format::new(language, TimeZone::get("Europe/Madrid").unwrap())
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What each language says.
fn said(say: impl Fn(&Format) -> String) -> [String; 3] {
    Language::ALL.map(|language| say(&format(language)).replace(['\u{A0}', '\u{202F}'], " "))
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

#[test]
fn numbers_have_the_signs_of_the_language() {
    assert_eq!(said(|f| f.whole(1_234_567)), ["1,234,567", "1.234.567", "1,234,567"]);
    assert_eq!(said(|f| f.whole(-1_234)), ["-1,234", "-1.234", "-1,234"]);
    assert_eq!(said(|f| f.decimal(1_234_500, 3)), ["1,234.5", "1.234,5", "1,234.5"]);
    assert_eq!(said(|f| f.decimal(0, 2)), ["0", "0", "0"]);
    assert_eq!(said(|f| f.percent(1_250, 2)), ["12.5%", "12,5 %", "12.5%"]);
}

#[test]
fn money_has_all_its_digits_and_a_clear_currency() {
    let euros = euros(123_450);
    assert_eq!(said(|f| f.money(&euros)), ["€1,234.50", "1.234,50 €", "€1,234.50"]);
    assert_eq!(format(Language::Es).money(&euros), "1.234,50\u{A0}€");
    let yuan = Money::new(-123_450, Currency::CNY);
    assert_eq!(said(|f| f.money(&yuan)), ["-CN¥1,234.50", "-1.234,50 CNY", "-¥1,234.50"]);
    let yen = Money::new(1_234, Currency::parse("JPY").unwrap());
    assert_eq!(said(|f| f.money(&yen)), ["¥1,234", "1.234 JPY", "JP¥1,234"]);
    let pesos = Money::new(500, Currency::parse("MXN").unwrap());
    assert_eq!(said(|f| f.money(&pesos)), ["MX$5.00", "5,00 MXN", "MX$5.00"]);
    let francs = Money::new(500, Currency::parse("CHF").unwrap());
    assert_eq!(said(|f| f.money(&francs)), ["CHF 5.00", "5,00 CHF", "CHF 5.00"]);
    let dinars = Money::new(5_000, Currency::parse("KWD").unwrap());
    assert_eq!(said(|f| f.money(&dinars)), ["KWD 5.000", "5,000 KWD", "KWD 5.000"]);
}

#[test]
fn dates_have_the_order_of_the_language() {
    assert_eq!(said(|f| f.date(DAY)), ["Apr 15, 2026", "15 abr 2026", "2026年4月15日"]);
    let long = ["April 15, 2026", "15 de abril de 2026", "2026年4月15日"];
    assert_eq!(said(|f| f.date_long(DAY)), long);
    assert_eq!(said(|f| f.weekday(DAY)), ["Wednesday", "miércoles", "星期三"]);
    assert_eq!(said(|f| f.month_year(DAY)), ["April 2026", "abril de 2026", "2026年4月"]);
}

#[test]
fn instants_are_told_in_the_zone() {
    let evening = at("2026-04-15T22:30:00Z");
    let expected = ["Apr 16, 2026, 12:30 AM", "16 abr 2026, 00:30", "2026年4月16日 00:30"];
    assert_eq!(said(|f| f.date_time(evening)), expected);
    assert_eq!(said(|f| f.time(evening)), ["12:30 AM", "00:30", "00:30"]);
    assert_eq!(format(Language::En).day_of(evening), date(2026, 4, 16));
}

#[test]
fn distances_in_time_are_told_in_words() {
    let now = at("2026-04-15T10:00:00Z");
    for (then, expected) in [
        ("2026-04-15T10:00:30Z", ["now", "ahora", "现在"]),
        ("2026-04-15T09:59:00Z", ["1 minute ago", "hace 1 minuto", "1分钟前"]),
        ("2026-04-15T10:05:00Z", ["in 5 minutes", "dentro de 5 minutos", "5分钟后"]),
        ("2026-04-15T07:00:00Z", ["3 hours ago", "hace 3 horas", "3小时前"]),
        ("2026-04-14T09:00:00Z", ["yesterday", "ayer", "昨天"]),
        ("2026-04-16T20:00:00Z", ["tomorrow", "mañana", "明天"]),
        ("2026-04-13T10:00:00Z", ["2 days ago", "hace 2 días", "2天前"]),
        ("2026-03-25T10:00:00Z", ["3 weeks ago", "hace 3 semanas", "3周前"]),
        ("2026-07-15T10:00:00Z", ["in 3 months", "dentro de 3 meses", "3个月后"]),
        ("2025-01-01T10:00:00Z", ["1 year ago", "hace 1 año", "1年前"]),
    ] {
        assert_eq!(said(|f| f.relative(at(then), now)), expected, "{then}");
    }
    let today = ["today", "hoy", "今天"];
    assert_eq!(said(|f| f.relative_date(DAY, DAY)), today);
    let eve = at("2026-04-14T21:30:00Z");
    let midnight = at("2026-04-14T22:30:00Z");
    let hour = ["1 hour ago", "hace 1 hora", "1小时前"];
    assert_eq!(said(|f| f.relative(eve, midnight)), hour);
}

#[test]
fn lists_have_the_and_of_the_language() {
    let items = ["Ana", "Luis", "Isabel"].map(str::to_owned);
    let expected = ["Ana, Luis, and Isabel", "Ana, Luis e Isabel", "Ana、Luis和Isabel"];
    assert_eq!(said(|f| f.list(&items)), expected);
    assert_eq!(said(|f| f.list(&[])), ["", "", ""]);
}

#[test]
fn a_format_is_shared_between_threads() {
    fn is_shared<T: Send + Sync + Clone>(_: &T) {}
    is_shared(&format(Language::En));
}

proptest! {
    #[test]
    fn any_value_is_survived(number in any::<i64>(), scale in 0_u8..=18, seconds in -377_000_000_000_i64..253_000_000_000, days in -4_000_000_i32..2_900_000) {
        let instant = Timestamp::from_second(seconds.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second())).unwrap();
        let day = DAY.saturating_add(jiff::Span::new().days(days));
        for language in Language::ALL {
            let format = format(language);
            let _numbers = (format.whole(number), format.decimal(number, scale), format.money(&euros(number)));
            let _dates = (format.date(day), format.date_long(day), format.weekday(day), format.month_year(day));
            let _times = (format.date_time(instant), format.time(instant), format.relative(instant, at("2026-04-15T10:00:00Z")));
        }
    }
}
