//! A refused record as its file had it, with the reason within.

use serde_json::json;

use crate::import::reading::json::Members;

/// The member that says why; imports leave it out.
const REASON: &str = "refused_because";

/// A JSON object on a line of its own; what was no object is quoted.
pub fn line(raw: &str, reason: &str) -> String {
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
