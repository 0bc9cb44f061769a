//! Cells that a spreadsheet would run as formulas, made harmless so that they come back exactly.
//!
//! *Source*: OWASP, CSV injection; our own bijection: one apostrophe is put before a cell that
//! begins with any number of apostrophes and then a dangerous sign, and one is taken away again.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula.
const fn is_dangerous(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

fn needs_apostrophe(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(is_dangerous)
}

/// The cell as it is written.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if needs_apostrophe(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`harmless`].
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_apostrophe(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_comes_back_exactly() {
        for cell in [
            "=cmd()",
            "+34912345678",
            "-1",
            "@x",
            "'=x",
            "''=x",
            "'",
            "''",
            "plain",
            "",
            "\tx",
            "\rx",
            "＝x",
            "＋x",
            "－x",
            "＠x",
            "O'Brien",
            "'quoted'",
            "'tis",
        ] {
            let written = harmless(cell);
            assert!(!written.starts_with(is_dangerous), "{cell:?}");
            assert_eq!(restored(&written), cell);
        }
    }

    #[test]
    fn an_apostrophe_before_anything_else_is_part_of_the_cell() {
        assert_eq!(restored("'tis"), "'tis");
        assert_eq!(restored("'+34 912 345 678"), "+34 912 345 678");
    }
}
