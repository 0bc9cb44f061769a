//! The properties of a card: unfolded, with their parameters, their values decoded.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Encodings that vCard 2.1 names without saying what they are.
const BARE_ENCODINGS: [&str; 5] = ["QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"];

/// One line of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Property {
    /// `item1` of `item1.TEL`.
    pub group: String,
    /// In capitals.
    pub name: String,
    /// Names in capitals.
    params: Vec<(String, String)>,
    /// As it stands, escapes and all; decoded from quoted-printable.
    pub value: String,
}

impl Property {
    /// The types of an entry, in lower case.
    pub fn types(&self) -> impl Iterator<Item = String> + '_ {
        let said = self.params.iter().filter(|(name, _)| name == "TYPE");
        said.flat_map(|(_, value)| value.split(',')).map(|word| word.trim().to_lowercase())
    }

    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How far in front the entry stands: 1 is first, entries that do not say are last.
    pub fn rank(&self) -> u8 {
        let said = self.param("PREF").map(|text| text.parse().unwrap_or(1));
        said.or_else(|| self.types().any(|word| word == "pref").then_some(1)).unwrap_or(u8::MAX)
    }

    fn encoding(&self) -> String {
        self.param("ENCODING").unwrap_or_default().to_ascii_uppercase()
    }
}

/// All properties of a card, in their order; lines that are none are left out.
pub fn properties(card: &str) -> Vec<Property> {
    let is_old = card.lines().any(|line| line.trim().eq_ignore_ascii_case("VERSION:2.1"));
    unfolded(card, is_old).iter().filter_map(|line| property(line)).collect()
}

/// Lines as they were before they were folded. Version 2.1 folds where a space stands and keeps
/// it; quoted-printable goes on behind an equals sign.
fn unfolded(card: &str, keeps_space: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in card.lines() {
        let line = line.trim_end_matches('\r');
        let Some(last) = lines.last_mut() else {
            lines.push(line.to_owned());
            continue;
        };
        if is_quoted_printable(last) && last.ends_with('=') {
            last.pop();
            last.push_str(line.trim_start_matches([' ', '\t']));
        } else if let Some(rest) = line.strip_prefix([' ', '\t']) {
            if keeps_space && !is_binary(last) {
                last.push(' ');
            }
            last.push_str(rest);
        } else {
            lines.push(line.to_owned());
        }
    }
    lines
}

fn head(line: &str) -> String {
    let end = value_at(line).unwrap_or(line.len());
    line.get(..end).unwrap_or_default().to_ascii_uppercase()
}

fn is_quoted_printable(line: &str) -> bool {
    line.ends_with('=') && head(line).contains("QUOTED-PRINTABLE")
}

fn is_binary(line: &str) -> bool {
    let head = head(line);
    head.contains("BASE64") || head.contains("ENCODING=B")
}

/// Where the colon stands before the value; those in quotation marks are none.
fn value_at(line: &str) -> Option<usize> {
    let mut is_quoted = false;
    line.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b':' && !is_quoted
    })
}

fn property(line: &str) -> Option<Property> {
    let at = value_at(line)?;
    let mut pieces = split_unquoted(line.get(..at)?).into_iter();
    let named = pieces.next()?;
    let (group, name) = named.rsplit_once('.').unwrap_or(("", named));
    let mut property = Property {
        group: group.trim().to_ascii_lowercase(),
        name: name.trim().to_ascii_uppercase(),
        ..Property::default()
    };
    for piece in pieces {
        let (name, value) = match piece.split_once('=') {
            Some((name, value)) => (name.trim().to_ascii_uppercase(), plain(value)),
            None if BARE_ENCODINGS.contains(&piece.trim().to_ascii_uppercase().as_str()) => {
                ("ENCODING".to_owned(), piece.trim().to_owned())
            }
            None => ("TYPE".to_owned(), piece.trim().to_owned()),
        };
        property.params.push((name, value));
    }
    let value = line.get(at + 1..)?;
    property.value = match property.encoding().as_str() {
        "QUOTED-PRINTABLE" => decoded(value, property.param("CHARSET")),
        _ => value.to_owned(),
    };
    (!property.name.is_empty()).then_some(property)
}

fn split_unquoted(head: &str) -> Vec<&str> {
    let mut is_quoted = false;
    head.split(|sign| {
        is_quoted ^= sign == '"';
        sign == ';' && !is_quoted
    })
    .collect()
}

/// A parameter's value without its quotation marks and escapes.
fn plain(value: &str) -> String {
    let value = value.trim().trim_matches('"');
    value.replace("^n", "\n").replace("^'", "\"").replace("^^", "^")
}

/// Text from quoted-printable, in the character set that the card names.
fn decoded(text: &str, charset: Option<&str>) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let pair = behind.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let code = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (first, code) {
            (b'=', Some(code)) => {
                bytes.push(code);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    let said = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let found = || if std::str::from_utf8(&bytes).is_ok() { UTF_8 } else { WINDOWS_1252 };
    said.unwrap_or_else(found).decode_without_bom_handling(&bytes).0.into_owned()
}
