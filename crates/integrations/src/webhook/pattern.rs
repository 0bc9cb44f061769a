//! Which events an endpoint hears: `party.created`, `party.*`, `*`.

use kernel::catalog::Catalog;

/// Longest pattern.
const LONGEST: usize = 100;

/// Whether a pattern is one, and about an object that programs may know.
pub(super) fn is_known(pattern: &str, catalog: &Catalog) -> bool {
    if pattern == "*" {
        return true;
    }
    let Some((object, verb)) = pattern.split_once('.') else {
        return false;
    };
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    pattern.len() <= LONGEST
        && (verb == "*" || is_word(verb))
        && catalog.object(object).is_some_and(|object| object.in_api)
}

/// Whether one of these patterns means an event.
pub fn matches(patterns: &[String], event: &str) -> bool {
    let object = event.split_once('.').map(|(object, _)| object);
    patterns.iter().any(|pattern| {
        pattern == "*" || pattern == event || pattern.strip_suffix(".*") == object.or(Some(""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hears(patterns: &[&str], event: &str) -> bool {
        let patterns: Vec<String> = patterns.iter().map(|one| (*one).to_owned()).collect();
        matches(&patterns, event)
    }

    #[test]
    fn a_pattern_means_one_event_those_of_an_object_or_all() {
        assert!(hears(&["party.created"], "party.created"));
        assert!(!hears(&["party.created"], "party.updated"));
        assert!(hears(&["party.*"], "party.became_customer"));
        assert!(!hears(&["party.*"], "party_list.created"));
        assert!(hears(&["activity.*", "*"], "party.deleted"));
        assert!(!hears(&[], "party.deleted"));
    }
}
