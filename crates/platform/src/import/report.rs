//! The report of an import for programs: the command line and the REST interface tell the same.

use serde_json::{Map, Value as Json, json};

use super::look::Look;
use super::record::{Import, State};

/// All but the refusals, which are told page by page: what became of the rows, and what the file
/// was taken for.
pub fn report(import: &Import, look: Option<&Look>) -> Json {
    let counts = import.counts;
    let is_check = matches!(import.state, State::Checking | State::Checked);
    let mut report = Map::new();
    let mut say = |key: &str, value: Json| report.insert(key.to_owned(), value);
    say("change_set", json!(import.change_set));
    say("rows", json!(counts.rows));
    say("created", json!(counts.created));
    say("updated", json!(counts.updated));
    say("unchanged", json!(counts.unchanged));
    say("refused", json!(counts.refused));
    say("duplicates", json!(counts.duplicates));
    say("linked", json!(counts.linked));
    say("dry_run", json!(is_check));
    say("import", json!(import.id));
    say("state", json!(import.state.key()));
    if let Some(look) = look {
        say("object", json!(look.object.key));
        say("mode", json!(look.mode.key()));
        say("match", look.match_by.iter().map(|key| key.join("+")).collect());
        if let Some((field, value)) = look.facet {
            say("taken_for", json!({field: value}));
        }
        say("system", json!(look.system));
        let columns = look.columns.iter();
        let columns =
            columns.map(|column| json!({"heading": column.heading, "field": column.field}));
        say("columns", columns.collect());
    }
    Json::Object(report)
}
