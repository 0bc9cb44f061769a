use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// A Wednesday.
const TODAY: Date = date(2026, 4, 15);

fn read(input: &str, language: Language) -> String {
    match parse_date_words(input, TODAY, language) {
        None => "?".to_owned(),
        Some((date, None)) => date.to_string(),
        Some((date, Some(time))) => format!("{date} {}", time.strftime("%H:%M")),
    }
}

#[test]
fn spanish_words() {
    for (input, expected) in [
        ("mañana 9:30", "2026-04-16 09:30"),
        ("el próximo lunes", "2026-04-20"),
        ("el lunes que viene a las 10", "2026-04-20 10:00"),
        ("hoy", "2026-04-15"),
        ("pasado mañana", "2026-04-17"),
        ("mañana por la mañana", "2026-04-16 09:00"),
        ("el viernes por la tarde", "2026-04-17 15:00"),
        ("viernes a las 3 de la tarde", "2026-04-17 15:00"),
        ("ayer", "2026-04-14"),
        ("dentro de 3 días", "2026-04-18"),
        ("en dos semanas", "2026-04-29"),
        ("hace un mes", "2026-03-15"),
        ("la semana que viene", "2026-04-22"),
        ("el próximo mes", "2026-05-15"),
        ("5 de mayo de 2027", "2027-05-05"),
        ("5 de mayo", "2026-05-05"),
        ("1 de enero", "2027-01-01"),
        ("3/4/2026", "2026-04-03"),
        ("mañana a mediodía", "2026-04-16 12:00"),
        ("miércoles", "2026-04-22"),
        ("el lunes pasado", "2026-04-13"),
        ("mañana 17h", "2026-04-16 17:00"),
    ] {
        assert_eq!(read(input, Language::Es), expected, "{input}");
    }
}

#[test]
fn chinese_words() {
    for (input, expected) in [
        ("明天", "2026-04-16"),
        ("下周三下午", "2026-04-22 15:00"),
        ("下週三下午三點半", "2026-04-22 15:30"),
        ("周五", "2026-04-17"),
        ("本周五上午9点", "2026-04-17 09:00"),
        ("上周一", "2026-04-06"),
        ("下下周日", "2026-05-03"),
        ("星期天晚上八点", "2026-04-19 20:00"),
        ("后天", "2026-04-17"),
        ("大后天", "2026-04-18"),
        ("昨天", "2026-04-14"),
        ("三天后", "2026-04-18"),
        ("两周前", "2026-04-01"),
        ("十二天之后", "2026-04-27"),
        ("下个月", "2026-05-15"),
        ("5月3日", "2026-05-03"),
        ("五月三号", "2026-05-03"),
        ("二〇二七年五月二十三日", "2027-05-23"),
        ("2027年1月2日 14：30", "2027-01-02 14:30"),
        ("今晚", "2026-04-15 20:00"),
        ("明天中午", "2026-04-16 12:00"),
        ("下周", "2026-04-22"),
        ("明早九点", "2026-04-16 09:00"),
    ] {
        assert_eq!(read(input, Language::Zh), expected, "{input}");
    }
}

#[test]
fn english_words() {
    for (input, expected) in [
        ("tomorrow", "2026-04-16"),
        ("next friday 3pm", "2026-04-17 15:00"),
        ("Friday at 9", "2026-04-17 09:00"),
        ("today 3:15 pm", "2026-04-15 15:15"),
        ("12am", "2026-04-15 00:00"),
        ("noon", "2026-04-15 12:00"),
        ("in two weeks", "2026-04-29"),
        ("3 days ago", "2026-04-12"),
        ("2 months from now", "2026-06-15"),
        ("next week", "2026-04-22"),
        ("last monday", "2026-04-13"),
        ("this wednesday", "2026-04-15"),
        ("May 5, 2027", "2027-05-05"),
        ("5th of may", "2026-05-05"),
        ("Feb 29", "2028-02-29"),
        ("3/4/2026", "2026-03-04"),
        ("25/4", "2026-04-25"),
        ("tomorrow morning", "2026-04-16 09:00"),
        ("9:30", "2026-04-15 09:30"),
    ] {
        assert_eq!(read(input, Language::En), expected, "{input}");
    }
}

#[test]
fn figures_are_understood_in_every_language() {
    for language in Language::ALL {
        assert_eq!(read("2026-04-15", language), "2026-04-15");
        assert_eq!(read("2026-04-15T09:30", language), "2026-04-15 09:30");
        assert_eq!(read("2026/4/15 18:00", language), "2026-04-15 18:00");
        assert_eq!(read("mañana", language), "2026-04-16");
    }
}

#[test]
fn what_is_not_understood_whole_is_nothing() {
    for input in [
        "",
        "   ",
        "call Bruno",
        "tomorrow or friday",
        "tomorrow friday",
        "2026-02-30",
        "25:00",
        "9:75",
        "30/30",
        "Feb 30",
        "next",
        "3",
        "in 99999999999 days",
        "13pm",
        "9:00 10:00",
        "下",
    ] {
        assert_eq!(read(input, Language::En), "?", "{input}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>(), shaped in "(next|last|in|hace|下|[0-9]{1,5}|周|mañana|may|:|/|-|pm|days| ){0,12}") {
        for text in [text, shaped] {
            for language in Language::ALL {
                for today in [TODAY, Date::MIN, Date::MAX] {
                    let _answer = parse_date_words(&text, today, language);
                }
            }
        }
    }

    #[test]
    fn every_iso_date_is_read_back(days in -20_000_i64..20_000) {
        let date = TODAY.checked_add(days.days()).unwrap();
        let answer = parse_date_words(&date.to_string(), TODAY, Language::Es);
        prop_assert_eq!(answer, Some((date, None)));
    }
}
