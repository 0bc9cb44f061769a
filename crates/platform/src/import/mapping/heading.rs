//! Headings in one plain form, so that `First name`, `FIRST_NAME` and `firstName` are one.

use kernel::text::fold::fold;

/// Longest heading that is looked at, in characters.
const MOST_CHARS: usize = 120;

/// Lower case, without accents and signs, words apart by one space.
pub fn normal(heading: &str) -> String {
    let mut spaced = String::with_capacity(heading.len() + 8);
    let mut before = ' ';
    for character in heading.chars().take(MOST_CHARS) {
        let new_word = (before.is_lowercase() && character.is_uppercase())
            || (before.is_alphabetic() && character.is_ascii_digit())
            || (before.is_ascii_digit() && character.is_alphabetic());
        if new_word {
            spaced.push(' ');
        }
        spaced.push(if character.is_alphanumeric() { character } else { ' ' });
        before = character;
    }
    fold(&spaced).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading with a number in it: what stands before, the number, what stands behind.
pub fn numbered(normal: &str) -> Option<(String, u8, String)> {
    let words: Vec<&str> = normal.split(' ').collect();
    let at =
        words.iter().position(|word| word.parse::<u8>().is_ok_and(|n| (1..=20).contains(&n)))?;
    let number = words.get(at)?.parse().ok()?;
    let before = words.get(..at)?.join(" ");
    let behind = words.get(at + 1..)?.join(" ");
    (!before.is_empty()).then_some((before, number, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_heading_are_one() {
        for heading in ["First name", "FIRST_NAME", "firstName", " First-Name: ", "first.name*"] {
            assert_eq!(normal(heading), "first name", "{heading}");
        }
        assert_eq!(normal("Teléfono móvil"), "telefono movil");
        assert_eq!(normal("姓名"), "姓名");
        assert_eq!(normal("E-mail 2 - Value"), "e mail 2 value");
        assert_eq!(normal("Phone1"), "phone 1");
    }

    #[test]
    fn numbers_in_headings_are_found() {
        assert_eq!(numbered("e mail 2 value"), Some(("e mail".into(), 2, "value".into())));
        assert_eq!(numbered("phone 1"), Some(("phone".into(), 1, String::new())));
        assert_eq!(numbered("2 phone"), None);
        assert_eq!(numbered("phone"), None);
    }
}
