//! The words of days and times in the three languages.

use jiff::civil::Weekday;

use crate::period::Unit;
use crate::text::fold::fold;

/// Most tokens of one input.
const TOKEN_LIMIT: usize = 24;

/// A word, figure or sign that means something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token {
    Number(u32),
    Comma,
    Colon,
    Dash,
    Dot,
    Slash,
    /// So many days from today.
    Days(i64),
    /// So many calendar weeks from this one: 下周.
    Weeks(i64),
    Named(Weekday),
    Month(u32),
    UnitOf(Unit),
    Next,
    This,
    Last,
    /// "in", "dentro de".
    In,
    /// "from now", 后.
    After,
    /// "ago", 前.
    Ago,
    /// "hace".
    Since,
    At,
    PartOf(Part),
    /// 点, `h`.
    HourSign,
    Half,
    ChineseYear,
    ChineseMonth,
    ChineseDay,
    ChineseMinute,
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    Am,
    Pm,
    Morning,
    Noon,
    Afternoon,
    Evening,
}

impl Part {
    /// The hour that is meant when none is said.
    pub(super) const fn usual_hour(self) -> i8 {
        match self {
            Self::Am | Self::Morning => 9,
            Self::Noon => 12,
            Self::Pm | Self::Afternoon => 15,
            Self::Evening => 20,
        }
    }

    /// The hour of 24 that is meant by one said with this part of the day.
    pub(super) const fn on_the_clock(self, hour: i8) -> Option<i8> {
        match (self, hour) {
            (Self::Am, 12) => Some(0),
            (Self::Am | Self::Morning, 0..=12) | (Self::Noon, 11 | 12) => Some(hour),
            (Self::Noon, 1 | 2) | (Self::Pm | Self::Afternoon | Self::Evening, 1..=11) => {
                Some(hour + 12)
            }
            (Self::Pm | Self::Afternoon, 12) | (Self::Afternoon | Self::Evening, 13..=23) => {
                Some(hour)
            }
            _ => None,
        }
    }
}

/// The tokens of an input; `None` when a word means nothing here, or there are too many.
pub(super) fn tokens(input: &str) -> Option<Vec<Token>> {
    let folded = fold(input).replace("a.m.", "am").replace("p.m.", "pm");
    let mut rest = folded.trim_start();
    let mut out = Vec::new();
    while let Some(first) = rest.chars().next() {
        let used = match first {
            '0'..='9' => figure(rest, &mut out)?,
            'a'..='z' => word(rest, &mut out)?,
            _ if sign(first).is_some() => {
                out.extend(sign(first));
                first.len_utf8()
            }
            _ => han(rest, &mut out)?,
        };
        rest = rest.get(used..)?.trim_start();
        if out.len() > TOKEN_LIMIT {
            return None;
        }
    }
    Some(out)
}

const fn sign(character: char) -> Option<Token> {
    match character {
        ',' | '，' | '、' => Some(Token::Comma),
        ':' => Some(Token::Colon),
        '-' => Some(Token::Dash),
        '.' => Some(Token::Dot),
        '/' => Some(Token::Slash),
        _ => None,
    }
}

fn figure(rest: &str, out: &mut Vec<Token>) -> Option<usize> {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    out.push(Token::Number(rest.get(..length)?.parse().ok()?));
    Some(length)
}

/// A word in Latin letters, with the one after it where only both together mean something.
fn word(rest: &str, out: &mut Vec<Token>) -> Option<usize> {
    let length = latin_length(rest);
    let this = rest.get(..length)?;
    let after = rest.get(length..)?.trim_start();
    let next = after.get(..latin_length(after))?;
    let both = rest.len() - after.len() + next.len();
    let (token, used) = match (this, next) {
        ("pasado", "manana") => (Token::Days(2), both),
        ("la", "manana") => (Token::PartOf(Part::Morning), both),
        ("a", "las" | "la") => (Token::At, both),
        ("a", _) if out.last() == Some(&Token::In) => (Token::Number(1), length),
        ("tonight", _) => {
            out.push(Token::Days(0));
            (Token::PartOf(Part::Evening), length)
        }
        (
            "a" | "de" | "del" | "el" | "la" | "las" | "los" | "por" | "que" | "the" | "on" | "of"
            | "now" | "t" | "st" | "nd" | "rd" | "th",
            _,
        ) => return Some(length),
        _ => (latin(this)?, length),
    };
    out.push(token);
    Some(used)
}

fn latin_length(rest: &str) -> usize {
    rest.bytes().take_while(u8::is_ascii_lowercase).count()
}

fn latin(word: &str) -> Option<Token> {
    let token = match word {
        "today" | "hoy" => Token::Days(0),
        "tomorrow" | "manana" => Token::Days(1),
        "yesterday" | "ayer" => Token::Days(-1),
        "anteayer" => Token::Days(-2),
        "next" | "proximo" | "proxima" | "siguiente" | "viene" => Token::Next,
        "this" | "este" | "esta" => Token::This,
        "last" | "pasado" | "pasada" | "ultimo" | "ultima" => Token::Last,
        "in" | "en" | "dentro" => Token::In,
        "from" | "later" | "despues" => Token::After,
        "ago" | "atras" => Token::Ago,
        "hace" => Token::Since,
        "at" => Token::At,
        "am" => Token::PartOf(Part::Am),
        "pm" => Token::PartOf(Part::Pm),
        "morning" => Token::PartOf(Part::Morning),
        "noon" | "midday" | "mediodia" => Token::PartOf(Part::Noon),
        "afternoon" | "tarde" => Token::PartOf(Part::Afternoon),
        "evening" | "night" | "noche" => Token::PartOf(Part::Evening),
        "h" | "hs" | "hrs" | "horas" => Token::HourSign,
        "day" | "days" | "dia" | "dias" => Token::UnitOf(Unit::Day),
        "week" | "weeks" | "semana" | "semanas" => Token::UnitOf(Unit::Week),
        "month" | "months" | "mes" | "meses" => Token::UnitOf(Unit::Month),
        "quarter" | "quarters" | "trimestre" | "trimestres" => Token::UnitOf(Unit::Quarter),
        "year" | "years" | "ano" | "anos" => Token::UnitOf(Unit::Year),
        _ => {
            return number(word)
                .map(Token::Number)
                .or_else(|| month(word).map(Token::Month))
                .or_else(|| weekday(word).map(Token::Named));
        }
    };
    Some(token)
}

fn number(word: &str) -> Option<u32> {
    Some(match word {
        "an" | "one" | "un" | "una" | "uno" => 1,
        "two" | "dos" => 2,
        "three" | "tres" => 3,
        "four" | "cuatro" => 4,
        "five" | "cinco" => 5,
        "six" | "seis" => 6,
        "seven" | "siete" => 7,
        "eight" | "ocho" => 8,
        "nine" | "nueve" => 9,
        "ten" | "diez" => 10,
        "eleven" | "once" => 11,
        "twelve" | "doce" => 12,
        _ => return None,
    })
}

fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" | "enero" | "ene" => 1,
        "february" | "feb" | "febrero" => 2,
        "march" | "mar" | "marzo" => 3,
        "april" | "apr" | "abril" | "abr" => 4,
        "may" | "mayo" => 5,
        "june" | "jun" | "junio" => 6,
        "july" | "jul" | "julio" => 7,
        "august" | "aug" | "agosto" => 8,
        "september" | "sep" | "sept" | "septiembre" | "setiembre" => 9,
        "october" | "oct" | "octubre" => 10,
        "november" | "nov" | "noviembre" => 11,
        "december" | "dec" | "diciembre" | "dic" => 12,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "lunes" | "lun" => Weekday::Monday,
        "tuesday" | "tue" | "tues" | "martes" => Weekday::Tuesday,
        "wednesday" | "wed" | "miercoles" | "mie" => Weekday::Wednesday,
        "thursday" | "thu" | "thurs" | "jueves" | "jue" => Weekday::Thursday,
        "friday" | "fri" | "viernes" | "vie" => Weekday::Friday,
        "saturday" | "sat" | "sabado" | "sab" => Weekday::Saturday,
        "sunday" | "sun" | "domingo" | "dom" => Weekday::Sunday,
        _ => return None,
    })
}

/// The longest Chinese word that the rest begins with.
fn han(rest: &str, out: &mut Vec<Token>) -> Option<usize> {
    if let Some(used) = week(rest, out) {
        return Some(used);
    }
    if let Some(used) = numeral(rest, out) {
        return Some(used);
    }
    let (word, tokens) = HAN_WORDS.iter().find(|(word, _)| rest.starts_with(word))?;
    out.extend_from_slice(tokens);
    Some(word.len())
}

/// 周五, 下周三, 下下个星期天, 上周, and 周 alone as a unit.
fn week(rest: &str, out: &mut Vec<Token>) -> Option<usize> {
    let mut tail = rest;
    let mut weeks = None;
    while let Some(next) = tail.strip_prefix('下') {
        (weeks, tail) = (Some(weeks.unwrap_or(0) + 1), next);
    }
    while let Some(next) = tail.strip_prefix('上') {
        (weeks, tail) = (Some(weeks.unwrap_or(0) - 1), next);
    }
    if let Some(next) = tail.strip_prefix(['本', '这']) {
        (weeks, tail) = (Some(weeks.unwrap_or(0)), next);
    }
    tail = tail.strip_prefix('个').unwrap_or(tail);
    let names = ["周", "星期", "礼拜"];
    tail = names.iter().find_map(|name| tail.strip_prefix(name))?;
    let is_counted = weeks.is_none() && matches!(out.last(), Some(Token::Number(_)));
    let named = tail.chars().next().and_then(han_weekday);
    match (weeks, named) {
        (None, None) => out.push(Token::UnitOf(Unit::Week)),
        (None, Some(_)) if is_counted => out.push(Token::UnitOf(Unit::Week)),
        (_, named) => {
            out.extend(weeks.map(Token::Weeks));
            out.extend(named.map(Token::Named));
            let name_length = if named.is_some() { '一'.len_utf8() } else { 0 };
            return Some(rest.len() - tail.len() + name_length);
        }
    }
    Some(rest.len() - tail.len())
}

const fn han_weekday(character: char) -> Option<Weekday> {
    Some(match character {
        '一' => Weekday::Monday,
        '二' => Weekday::Tuesday,
        '三' => Weekday::Wednesday,
        '四' => Weekday::Thursday,
        '五' => Weekday::Friday,
        '六' => Weekday::Saturday,
        '日' | '天' => Weekday::Sunday,
        _ => return None,
    })
}

/// 三, 十二, 二十五, 二〇二六.
fn numeral(rest: &str, out: &mut Vec<Token>) -> Option<usize> {
    let mut value = 0_u32;
    let mut length = 0;
    let mut after_ten = false;
    for (at, character) in rest.chars().take(4).enumerate() {
        let digit = "〇一二三四五六七八九".chars().position(|c| c == character);
        let digit = match character {
            '零' => Some(0),
            '两' => Some(2),
            _ => digit.and_then(|digit| u32::try_from(digit).ok()),
        };
        value = match (digit, character) {
            (Some(digit), _) if after_ten => value + digit,
            (Some(digit), _) => value * 10 + digit,
            (None, '十') => {
                if at == 0 {
                    10
                } else {
                    value * 10
                }
            }
            _ => break,
        };
        after_ten = character == '十';
        length += character.len_utf8();
    }
    (length > 0).then(|| {
        out.push(Token::Number(value));
        length
    })
}

/// Words in Han, the longer before the shorter ones that they begin with.
const HAN_WORDS: &[(&str, &[Token])] = &[
    ("大后天", &[Token::Days(3)]),
    ("今天", &[Token::Days(0)]),
    ("今日", &[Token::Days(0)]),
    ("今晚", &[Token::Days(0), Token::PartOf(Part::Evening)]),
    ("今早", &[Token::Days(0), Token::PartOf(Part::Morning)]),
    ("明天", &[Token::Days(1)]),
    ("明日", &[Token::Days(1)]),
    ("明晚", &[Token::Days(1), Token::PartOf(Part::Evening)]),
    ("明早", &[Token::Days(1), Token::PartOf(Part::Morning)]),
    ("明年", &[Token::Next, Token::UnitOf(Unit::Year)]),
    ("去年", &[Token::Last, Token::UnitOf(Unit::Year)]),
    ("后天", &[Token::Days(2)]),
    ("昨天", &[Token::Days(-1)]),
    ("昨日", &[Token::Days(-1)]),
    ("前天", &[Token::Days(-2)]),
    ("早上", &[Token::PartOf(Part::Morning)]),
    ("早晨", &[Token::PartOf(Part::Morning)]),
    ("上午", &[Token::PartOf(Part::Morning)]),
    ("中午", &[Token::PartOf(Part::Noon)]),
    ("下午", &[Token::PartOf(Part::Afternoon)]),
    ("傍晚", &[Token::PartOf(Part::Evening)]),
    ("晚上", &[Token::PartOf(Part::Evening)]),
    ("之后", &[Token::After]),
    ("以后", &[Token::After]),
    ("之前", &[Token::Ago]),
    ("以前", &[Token::Ago]),
    ("年后", &[Token::UnitOf(Unit::Year), Token::After]),
    ("年前", &[Token::UnitOf(Unit::Year), Token::Ago]),
    ("个月", &[Token::UnitOf(Unit::Month)]),
    ("下个月", &[Token::Next, Token::UnitOf(Unit::Month)]),
    ("下月", &[Token::Next, Token::UnitOf(Unit::Month)]),
    ("上个月", &[Token::Last, Token::UnitOf(Unit::Month)]),
    ("上月", &[Token::Last, Token::UnitOf(Unit::Month)]),
    ("后", &[Token::After]),
    ("前", &[Token::Ago]),
    ("天", &[Token::UnitOf(Unit::Day)]),
    ("年", &[Token::ChineseYear]),
    ("月", &[Token::ChineseMonth]),
    ("日", &[Token::ChineseDay]),
    ("号", &[Token::ChineseDay]),
    ("点钟", &[Token::HourSign]),
    ("点", &[Token::HourSign]),
    ("时", &[Token::HourSign]),
    ("半", &[Token::Half]),
    ("分", &[Token::ChineseMinute]),
    ("的", &[]),
    ("在", &[]),
];
