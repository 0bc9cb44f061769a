//! One cell: what it says for a field of some kind, or why it says nothing.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Time;
use kernel::Refusal;
use kernel::choice::ChoiceSet;
use kernel::kind::Kind;
use kernel::kind_rules::{Reading, read_text};
use kernel::language::Language;
use kernel::number::DecimalStyle;
use kernel::text::fold::fold;
use kernel::value::Value;
use kernel::words::Words;

use super::reading::dates::{self, DateFault};
use super::reading::{DateOrder, is_ambiguous};
use crate::export::formula;

/// How the cells of a column are written.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Where we are; its decimal style is the column's.
    pub reading: Reading,
    /// The order of figures in days; `None` refuses those that have two readings.
    pub dates: Option<DateOrder>,
}

/// Signs between the entries of a list in one cell.
pub const BETWEEN: [char; 7] = [';', ',', '\n', '；', '，', '、', '|'];

/// Whether a sign separates the entries of a list.
pub fn separates_entries(sign: char) -> bool {
    BETWEEN.contains(&sign)
}

/// The text of a cell as it was before an export made it harmless.
///
/// # Errors
/// When a character was lost before it came to us.
pub fn text(cell: &str) -> Result<&str, Refusal> {
    if cell.contains('\u{FFFD}') {
        return Err(Refusal::new("import-broken-character"));
    }
    Ok(formula::restored(cell.trim()))
}

/// Reads a cell that is not blank.
///
/// # Errors
/// A refusal without a field: what is wrong with it.
pub fn read(kind: Kind, cell: &str, rules: &Rules) -> Result<Value, Refusal> {
    let cell = text(cell)?;
    match kind {
        Kind::Text | Kind::Name => read_text(kind, &one_line(cell), &rules.reading),
        Kind::Date => day(cell, rules).map(Value::Date),
        Kind::Instant => instant(cell, rules).map(Value::Instant),
        Kind::Decimal { .. } | Kind::Percent | Kind::Money => {
            if rules.reading.decimal_style == DecimalStyle::Auto && is_ambiguous(cell) {
                return Err(Refusal::new("import-ambiguous-number").with("value", short(cell)));
            }
            read_text(kind, cell, &rules.reading)
        }
        Kind::Choice(set) => match choice(set, cell) {
            Some(key) => Ok(Value::Text(key.to_owned())),
            None => read_text(kind, cell, &rules.reading),
        },
        Kind::Choices(set) => {
            let known = |word: &str| choice(set, word).unwrap_or(word).to_owned();
            let keys: Vec<String> = words(cell).map(known).collect();
            read_text(kind, &keys.join(";"), &rules.reading)
        }
        other => read_text(other, cell, &rules.reading),
    }
}

/// The words of a list in one cell.
pub fn words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(BETWEEN).map(str::trim).filter(|word| !word.is_empty())
}

type Labels = Arc<HashMap<String, &'static str>>;

static LABELS: LazyLock<Mutex<HashMap<&'static str, Labels>>> = LazyLock::new(Mutex::default);

/// The key of a choice that is written as its key or as its label in any language.
pub fn choice(set: ChoiceSet, text: &str) -> Option<&'static str> {
    let text = text.trim();
    if let Some(key) = set.find(text) {
        return Some(key);
    }
    let labels = Arc::clone(
        LABELS
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(set.key)
            .or_insert_with(|| labels(set)),
    );
    labels.get(&fold(text)).copied()
}

fn labels(set: ChoiceSet) -> Labels {
    let mut labels = HashMap::new();
    for key in set.keys {
        labels.insert(fold(key), *key);
        labels.insert(fold(&key.replace('_', " ")), *key);
        for language in Language::ALL {
            let label = Words::get().text(language, &set.label_key(key));
            labels.entry(fold(&label)).or_insert(*key);
        }
    }
    Arc::new(labels)
}

/// Line ends and tabs within a line become spaces: no character that says anything is lost.
fn one_line(text: &str) -> String {
    if !text.contains(['\n', '\r', '\t']) {
        return text.to_owned();
    }
    text.split(['\n', '\r', '\t'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn day(cell: &str, rules: &Rules) -> Result<jiff::civil::Date, Refusal> {
    let moment =
        dates::read(cell, rules.dates).map_err(|fault| date_refusal(fault, "not-a-date", cell))?;
    let is_midnight = moment.time.is_none_or(|time| time == Time::midnight());
    if is_midnight && moment.offset.is_none_or(|offset| offset.is_zero()) {
        Ok(moment.date)
    } else {
        Err(Refusal::new("not-a-date").with("value", short(cell)))
    }
}

fn instant(cell: &str, rules: &Rules) -> Result<Timestamp, Refusal> {
    let refusal = || Refusal::new("not-an-instant").with("value", short(cell));
    let moment = dates::read(cell, rules.dates)
        .map_err(|fault| date_refusal(fault, "not-an-instant", cell))?;
    let wall = moment.date.to_datetime(moment.time.unwrap_or(Time::midnight()));
    let at = match moment.offset {
        Some(offset) => offset.to_timestamp(wall).map_err(|_| refusal())?,
        None => wall.to_zoned(rules.reading.zone.clone()).map_err(|_| refusal())?.timestamp(),
    };
    Timestamp::from_microsecond(at.as_microsecond()).map_err(|_| refusal())
}

fn date_refusal(fault: DateFault, code: &'static str, cell: &str) -> Refusal {
    let code = match fault {
        DateFault::NotADate => code,
        DateFault::Ambiguous => "import-ambiguous-date",
    };
    Refusal::new(code).with("value", short(cell))
}

/// The beginning of a value, for a sentence about it.
pub fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::country::Country;
    use kernel::money::Currency;

    const SET: ChoiceSet = ChoiceSet { key: "lifecycle", keys: &["new", "active"] };

    fn rules() -> Rules {
        let reading =
            Reading { country: Country::from_code("ES"), ..Reading::exact(Currency::EUR) };
        Rules { reading: Reading { decimal_style: DecimalStyle::Auto, ..reading }, dates: None }
    }

    fn code(kind: Kind, cell: &str) -> &'static str {
        read(kind, cell, &rules()).unwrap_err().code
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_says_why() {
        assert_eq!(code(Kind::Date, "31/02/2026"), "not-a-date");
        assert_eq!(code(Kind::Date, "03/04/2026"), "import-ambiguous-date");
        assert_eq!(code(Kind::Date, "2026-04-03 10:30"), "not-a-date");
        assert_eq!(code(Kind::Decimal { scale: 2 }, "1.234"), "import-ambiguous-number");
        assert_eq!(code(Kind::Email, "ana@"), "not-an-email");
        assert_eq!(code(Kind::Name, "Jos\u{FFFD}"), "import-broken-character");
        assert_eq!(code(Kind::Text, "a\0b"), "control-character");
        assert_eq!(code(Kind::Choice(SET), "maybe"), "not-a-choice");
    }

    #[test]
    fn the_order_of_days_and_the_sign_of_decimals_can_be_said() {
        let mut rules = rules();
        rules.dates = Some(DateOrder::DayFirst);
        rules.reading.decimal_style = DecimalStyle::Comma;
        let day = read(Kind::Date, "03/04/2026", &rules).unwrap();
        assert_eq!(day, Value::Date(jiff::civil::date(2026, 4, 3)));
        let number = read(Kind::Decimal { scale: 2 }, "1.234", &rules).unwrap();
        assert_eq!(number, Value::Int(123_400));
    }

    #[test]
    fn choices_are_known_by_their_labels_in_every_language() {
        for label in ["active", "Active", "Activo", "活跃"] {
            let found = choice(SET, label);
            let known = Language::ALL
                .iter()
                .any(|language| Words::get().text(*language, "choice-lifecycle-active") == label);
            assert_eq!(found, (label == "active" || known).then_some("active"), "{label}");
        }
    }

    #[test]
    fn instants_are_of_the_zone_unless_they_say() {
        let at = |cell| read(Kind::Instant, cell, &rules()).unwrap();
        assert_eq!(at("2026-04-03 09:30:00"), at("2026-04-03T09:30:00Z"));
        assert_eq!(at("2026-04-03T09:30:00+02:00"), at("2026-04-03T07:30:00Z"));
    }

    #[test]
    fn cells_that_an_export_made_harmless_are_themselves_again() {
        let phone = read(Kind::Phone, "'+34 912 345 678", &rules()).unwrap();
        assert_eq!(phone, Value::Text("+34912345678".to_owned()));
        assert_eq!(
            read(Kind::Text, "two\r\nlines", &rules()).unwrap(),
            Value::Text("two lines".to_owned())
        );
    }
}
