//! What a program says about an endpoint or a range.

use jiff::Timestamp;
use kernel::{Error, Refusal, Refusals, Result};
use serde_json::{Map, Value as Json};
use uuid::Uuid;
use web::api::params::{short, unknown_parameter};

use crate::delivery::{Range, State};
use crate::webhook::Draft;

/// Takes the members of a body over.
///
/// # Errors
/// [`Error::Invalid`] naming what nobody knows, [`Error::Refused`] naming a wrong value.
pub(super) fn change(draft: &mut Draft, members: &Map<String, Json>) -> Result<()> {
    let (mut unknown, mut wrong) = (Refusals::default(), Refusals::default());
    for (name, value) in members {
        let expected = match (name.as_str(), value) {
            ("name", Json::String(text)) => {
                draft.name = text.trim().to_owned();
                continue;
            }
            ("url", Json::String(text)) => {
                draft.url = text.trim().to_owned();
                continue;
            }
            ("active", Json::Bool(active)) => {
                draft.active = *active;
                continue;
            }
            ("events", Json::Array(list)) => match texts(list) {
                Some(events) => {
                    draft.events = events;
                    continue;
                }
                None => "texts",
            },
            ("user", Json::String(id)) => match id.parse::<Uuid>() {
                Ok(user) => {
                    draft.user = user;
                    continue;
                }
                Err(_) => {
                    wrong.push(Refusal::field(name, "not-an-id").with("value", short(id)));
                    continue;
                }
            },
            ("name" | "url" | "user", _) => "text",
            ("active", _) => "true, false",
            ("events", _) => "texts",
            _ => {
                unknown.push(unknown_parameter(name));
                continue;
            }
        };
        wrong.push(Refusal::field(name, "wrong-type").with("expected", expected));
    }
    if !unknown.is_empty() {
        return Err(Error::Invalid(unknown));
    }
    wrong.into_result()
}

fn texts(list: &[Json]) -> Option<Vec<String>> {
    let mut texts: Vec<String> = Vec::new();
    for item in list {
        let text = item.as_str()?.trim().to_owned();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Some(texts)
}

/// Reads which deliveries are sent again.
///
/// # Errors
/// As [`change`].
pub(super) fn range(members: &Map<String, Json>) -> Result<Range> {
    let known = ["from", "to", "state"];
    let unknown: Vec<Refusal> = members
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| unknown_parameter(name))
        .collect();
    if !unknown.is_empty() {
        return Err(Error::Invalid(Refusals(unknown)));
    }
    let mut wrong = Refusals::default();
    let mut instant = |name: &str| match members.get(name) {
        None | Some(Json::Null) => {
            wrong.field(name, "required");
            Timestamp::UNIX_EPOCH
        }
        Some(value) => {
            let text = value.as_str().unwrap_or_default();
            text.parse().unwrap_or_else(|_| {
                wrong.push(Refusal::field(name, "not-an-instant").with("value", short(text)));
                Timestamp::UNIX_EPOCH
            })
        }
    };
    let (from, to) = (instant("from"), instant("to"));
    let state = match members.get("state") {
        None | Some(Json::Null) => None,
        Some(value) => match value.as_str().and_then(State::parse) {
            Some(state) => Some(state),
            None => {
                wrong.push(not_a_state("state", value.as_str().unwrap_or_default()));
                None
            }
        },
    };
    wrong.into_result()?;
    Ok(Range { from, to, state })
}

/// No delivery stands so.
pub(super) fn not_a_state(name: &str, value: &str) -> Refusal {
    let refusal = Refusal::field(name, "not-a-choice").with("value", short(value));
    refusal.with("choices", State::KEYS.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(body: &Json) -> Result<Draft> {
        let mut draft = Draft::of(Uuid::nil());
        change(&mut draft, body.as_object().unwrap()).map(|()| draft)
    }

    #[test]
    fn members_are_taken_over_and_patterns_stand_once() {
        let draft = said(
            &json!({"name": " Shop ", "events": ["party.*", "party.*", "*"], "active": false}),
        )
        .unwrap();
        assert_eq!((draft.name.as_str(), draft.active), ("Shop", false));
        assert_eq!(draft.events, ["party.*", "*"]);
    }

    #[test]
    fn what_nobody_knows_and_what_has_another_type_is_named() {
        assert!(
            matches!(said(&json!({"secret": "x", "name": 1})), Err(Error::Invalid(named)) if named.0.len() == 1)
        );
        let wrong = json!({"name": 1, "url": null, "events": [1], "user": "x", "active": "yes"});
        assert!(matches!(said(&wrong), Err(Error::Refused(named)) if named.0.len() == 5));
        let range = |body: Json| range(body.as_object().unwrap());
        assert!(
            matches!(range(json!({"from": "yesterday", "state": "lost"})), Err(Error::Refused(named)) if named.0.len() == 3)
        );
        assert!(matches!(range(json!({"since": 1})), Err(Error::Invalid(_))));
    }
}
