//! Names of months in English and Spanish.

use kernel::text::fold::fold;

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero", "ene"],
    &["february", "feb", "febrero"],
    &["march", "mar", "marzo"],
    &["april", "apr", "abril", "abr"],
    &["may", "mayo"],
    &["june", "jun", "junio"],
    &["july", "jul", "julio"],
    &["august", "aug", "agosto", "ago"],
    &["september", "sep", "sept", "septiembre", "setiembre", "set"],
    &["october", "oct", "octubre"],
    &["november", "nov", "noviembre"],
    &["december", "dec", "diciembre", "dic"],
];

const FILLERS: [&str; 8] = ["de", "del", "of", "the", "st", "nd", "rd", "th"];

/// 1 to 12.
pub(super) fn number(word: &str) -> Option<i8> {
    let word = fold(word);
    let found = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i8::try_from(found + 1).ok()
}

/// Words that only join the others.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&fold(word).as_str())
}
