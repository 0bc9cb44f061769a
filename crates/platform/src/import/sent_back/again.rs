//! A refused record as its file had it, with the reason within.

use serde_json::json;

use crate::import::reading::Records;
use crate::import::reading::json::Members;

/// The member that says why; imports leave it out.
const REASON: &str = "refused_because";

/// The property of a card that says why; imports leave it out.
const WHY: &str = "X-REFUSED-BECAUSE";

/// A record of that kind.
pub fn record(records: Records, raw: &str, reason: &str) -> String {
    match records {
        Records::Lines | Records::Array => line(raw, reason),
        Records::Cards => card(raw, reason),
    }
}

/// A card, with its end where that was missing.
fn card(raw: &str, reason: &str) -> String {
    let is = |line: &str, mark: &str| line.trim().eq_ignore_ascii_case(mark);
    let begins = raw.lines().next().is_some_and(|line| is(line, "BEGIN:VCARD"));
    let ends = raw.lines().last().is_some_and(|line| is(line, "END:VCARD"));
    let mut lines: Vec<&str> = if begins { Vec::new() } else { vec!["BEGIN:VCARD"] };
    lines.extend(raw.lines().filter(|line| !line.starts_with(WHY)));
    if ends {
        lines.pop();
    }
    let why = format!("{WHY}:{}", reason.replace(['\r', '\n'], " "));
    lines.extend([why.as_str(), "END:VCARD"]);
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

/// A JSON object on a line of its own; what was no object is quoted.
fn line(raw: &str, reason: &str) -> String {
    let members = Members::read(raw).map_or_else(
        |_| vec![("line".to_owned(), json!(raw))],
        |members| members.iter().filter(|(name, _)| name != REASON).cloned().collect(),
    );
    let said = members.iter().map(|(name, value)| (name.as_str(), value.to_string()));
    let why = (REASON, json!(reason).to_string());
    let said = said.chain([why]).map(|(name, value)| format!("{}:{value}", json!(name)));
    format!("{{{}}}\n", said.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_goes_back_whole_and_says_why_once() {
        let once = card("BEGIN:VCARD\r\nFN:Ana\r\n", "Half.");
        assert_eq!(once, "BEGIN:VCARD\r\nFN:Ana\r\nX-REFUSED-BECAUSE:Half.\r\nEND:VCARD\r\n");
        assert_eq!(card(&once, "No."), once.replace("Half.", "No."));
        assert_eq!(card("FN:Ana\nEND:VCARD", "Half."), once);
    }

    #[test]
    fn a_record_goes_back_as_it_came_and_says_why_once() {
        let once = line(r#"{"b":"x","a":[{"v":1.50}]}"#, "No.");
        assert_eq!(once, "{\"b\":\"x\",\"a\":[{\"v\":1.5}],\"refused_because\":\"No.\"}\n");
        assert_eq!(line(once.trim(), "Still no."), once.replace("No.", "Still no."));
        assert_eq!(
            line("{\"a\":", "Cut."),
            "{\"line\":\"{\\\"a\\\":\",\"refused_because\":\"Cut.\"}\n"
        );
    }
}
