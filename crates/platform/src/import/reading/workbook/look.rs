//! How the numbers of a workbook look: as numbers, days, times or shares of a hundred.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::Event;

use super::super::Fault;
use super::xml::{Xml, attribute};

/// Styles and formats beyond these are not told apart; spreadsheets allow 65,490.
const MOST: usize = 70_000;

/// What a number stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    #[default]
    Number,
    Percent,
    Day,
    /// A time of day, with its day or alone.
    Time {
        with_day: bool,
    },
    /// Hours beyond 24.
    Duration,
}

/// The looks of the styles that cells name by their places.
pub(super) fn read<R: Read>(mut xml: Xml<R>) -> Result<Vec<Look>, Fault> {
    let (mut codes, mut looks) = (HashMap::new(), Vec::new());
    let mut is_of_cells = false;
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"numFmt" if codes.len() < MOST => {
                    let said = |name| attribute(&tag, name).map(Option::unwrap_or_default);
                    codes.insert(said("numFmtId")?, of_code(&said("formatCode")?));
                }
                b"cellXfs" => is_of_cells = true,
                b"xf" if is_of_cells && looks.len() < MOST => {
                    let id = attribute(&tag, "numFmtId")?.unwrap_or_default();
                    looks.push(codes.get(&id).copied().unwrap_or_else(|| built_in(&id)));
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == b"cellXfs" => is_of_cells = false,
            Event::Eof => return Ok(looks),
            _ => {}
        }
    }
}

/// Formats that have a number and no code (ECMA-376, 18.8.30, with those of East Asia).
fn built_in(id: &str) -> Look {
    match id.parse::<u8>().unwrap_or_default() {
        9 | 10 => Look::Percent,
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Look::Day,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Look::Time { with_day: false },
        22 => Look::Time { with_day: true },
        46 => Look::Duration,
        _ => Look::Number,
    }
}

/// Understands the part of a format that is for numbers above zero.
fn of_code(code: &str) -> Look {
    let (mut has_day, mut has_time, mut has_month, mut has_percent) = (false, false, false, false);
    let mut signs = code.chars();
    while let Some(sign) = signs.next() {
        match sign.to_ascii_lowercase() {
            ';' => break,
            '"' => drop(signs.by_ref().find(|sign| *sign == '"')),
            '\\' | '_' | '*' => drop(signs.next()),
            '[' => {
                let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                let inner = inner.to_ascii_lowercase();
                let is_elapsed = ["h", "m", "s"]
                    .iter()
                    .any(|unit| !inner.is_empty() && inner.chars().all(|sign| unit.contains(sign)));
                if is_elapsed {
                    return Look::Duration;
                }
            }
            'y' | 'd' => has_day = true,
            'h' | 's' => has_time = true,
            'm' => has_month = true,
            '%' => has_percent = true,
            // `AM/PM`: its letters are no months.
            'a' if signs
                .as_str()
                .get(..4)
                .is_some_and(|rest| rest.eq_ignore_ascii_case("m/pm")) =>
            {
                has_time = true;
                signs.nth(3);
            }
            // `General`: a name, not a day or an hour.
            'g' if signs
                .as_str()
                .get(..6)
                .is_some_and(|rest| rest.eq_ignore_ascii_case("eneral")) =>
            {
                signs.nth(5);
            }
            _ => {}
        }
    }
    match (has_day, has_time) {
        (with_day, true) => Look::Time { with_day },
        (true, false) => Look::Day,
        (false, false) if has_month => Look::Day,
        (false, false) if has_percent => Look::Percent,
        (false, false) => Look::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_its_numbers_stand_for() {
        for (code, look) in [
            ("General", Look::Number),
            ("#,##0.00\\ \"days\";[Red]-0", Look::Number),
            ("[$€-C0A]#,##0.00", Look::Number),
            ("0.0%", Look::Percent),
            ("dd/mm/yyyy", Look::Day),
            ("[$-C0A]d\" de \"mmmm\" de \"yyyy;@", Look::Day),
            ("yyyy\"年\"m\"月\"d\"日\"", Look::Day),
            ("mmm", Look::Day),
            ("yyyy-mm-dd hh:mm", Look::Time { with_day: true }),
            ("h:mm AM/PM", Look::Time { with_day: false }),
            ("[h]:mm:ss", Look::Duration),
            ("[mm]:ss", Look::Duration),
            ("_-* #,##0_-", Look::Number),
        ] {
            assert_eq!(of_code(code), look, "{code}");
        }
        assert_eq!(
            (built_in("14"), built_in("46"), built_in("x")),
            (Look::Day, Look::Duration, Look::Number)
        );
    }
}
