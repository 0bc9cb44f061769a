//! Texts compared without case and accents inside the database. SQLite has our own function for
//! it; PostgreSQL replaces the letters that matter to the text that is looked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::text::fold::fold;

use super::binds::Binds;
use crate::dialect::Dialect;

/// The blocks whose letters are known to have plain forms: Latin, Greek, Cyrillic, full width, Han.
const BLOCKS: [(u32, u32); 7] = [
    (0x00AA, 0x024F),
    (0x0370, 0x052F),
    (0x1E00, 0x1FFF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFB06),
    (0xFF01, 0xFF5E),
];

/// Marks that folding takes away.
const MARKS: [(u32, u32); 4] =
    [(0x00AD, 0x00AD), (0x0300, 0x036F), (0x200B, 0x200F), (0xFEFF, 0xFEFF)];

/// The letters that fold to each plain one, and those that become several.
struct Letters {
    of: HashMap<char, Vec<char>>,
    several: Vec<(char, String)>,
    marks: String,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let each = |(from, to): (u32, u32)| (from..=to).filter_map(char::from_u32);
    let mut letters = Letters {
        of: HashMap::new(),
        several: Vec::new(),
        marks: MARKS.into_iter().flat_map(each).collect(),
    };
    for letter in BLOCKS.into_iter().flat_map(each) {
        let plain = fold(&letter.to_string());
        let mut parts = plain.chars();
        match (parts.next(), parts.next()) {
            (Some(one), None) if one != letter => letters.of.entry(one).or_default().push(letter),
            (Some(_), Some(_)) if !letters.marks.contains(letter) => {
                letters.several.push((letter, plain));
            }
            _ => {}
        }
    }
    letters
});

/// `text` folded as far as it matters to `wanted`, which is folded already.
pub(super) fn folded(binds: &mut Binds, text: &str, wanted: &str) -> String {
    match binds.dialect {
        Dialect::Sqlite => format!("fold({text})"),
        Dialect::Postgres => translated(binds, text, wanted),
    }
}

/// Most texts are ASCII, and those are only lowered.
fn translated(binds: &mut Binds, text: &str, wanted: &str) -> String {
    let mut from = String::new();
    let mut to = String::new();
    let mut seen: Vec<char> = Vec::new();
    for plain in wanted.chars().filter(|letter| letter.is_alphanumeric()) {
        if seen.contains(&plain) {
            continue;
        }
        seen.push(plain);
        for letter in LETTERS.of.get(&plain).into_iter().flatten() {
            from.push(*letter);
            to.push(plain);
        }
    }
    from.push_str(&LETTERS.marks);
    let mut apart = format!("lower({text} collate \"C\")");
    for (letter, several) in &LETTERS.several {
        if several.chars().any(|part| seen.contains(&part)) {
            let (letter, several) = (binds.add(letter.to_string()), binds.add(several.as_str()));
            apart = format!("replace({apart}, {letter}, {several})");
        }
    }
    let (from, to) = (binds.add(from), binds.add(to));
    format!(
        "case when octet_length({text}) = char_length({text}) then lower({text} collate \"C\") \
         else translate({apart}, {from}, {to}) end"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_letter_are_known() {
        let forms: String = LETTERS.of.get(&'n').unwrap().iter().collect();
        assert!(forms.contains('ñ') && forms.contains('Ñ') && forms.contains('Ｎ'), "{forms}");
        assert!(LETTERS.of.get(&'张').unwrap().contains(&'張'));
        assert!(LETTERS.several.contains(&('ß', "ss".to_owned())));
    }
}
