//! Words that somebody may have meant: one edit leaves the beginning or the end of a word intact,
//! and words are found by either.

use kernel::Result;
use kernel::text::token::one_edit_apart;

use super::question::Question;
use crate::tx::Tx;

/// Words that are looked at for one beginning or end.
const LOOKED_AT: i64 = 5_000;
/// Meanings of one mistyped word that are tried.
const MOST: usize = 8;

/// Adds to each term that may be mistyped the words it may mean; whether there are any.
pub(super) async fn mean(tx: &mut Tx, question: &mut Question) -> Result<bool> {
    let mut any = false;
    for asked in question.terms.iter_mut().filter(|asked| asked.term.typo) {
        if asked.term.token.is_ascii() {
            asked.meant = near(tx, &asked.term.token).await?;
            any |= !asked.meant.is_empty();
        }
    }
    Ok(any)
}

/// Known words one edit away, the alphabetically first of them.
async fn near(tx: &mut Tx, word: &str) -> Result<Vec<String>> {
    // Two letters swapped in the middle leave this much of one side.
    let intact = word.len().saturating_sub(1) / 2;
    let reversed: String = word.chars().rev().collect();
    let mut found: Vec<String> = Vec::new();
    for (column, text) in [("word", word), ("reversed", reversed.as_str())] {
        let from = text.get(..intact).unwrap_or_default();
        let mut to = from.to_owned();
        to.push('{');
        let sql = format!(
            "select \"word\" from \"search_word\" where \"{column}\" >= $1 and \"{column}\" < $2 \
             and length(\"word\") between $3 and $4 limit {LOOKED_AT}"
        );
        let length = i64::try_from(word.len()).unwrap_or(i64::MAX - 1);
        let parameters = [from.into(), to.into(), (length - 1).into(), (length + 1).into()];
        for row in tx.query(&sql, &parameters).await? {
            let known = row.text(0)?;
            if known != word && one_edit_apart(known, word) && !found.iter().any(|one| one == known)
            {
                found.push(known.to_owned());
            }
        }
    }
    found.sort_unstable();
    found.truncate(MOST);
    Ok(found)
}
