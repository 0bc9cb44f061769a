//! Refusals as they are kept: code and values, so that each reader gets a sentence of their own
//! language.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::{Refusal, Refusals, Result};
use serde_json::{Value as Json, json};

/// Words of refusals that were read; there are as many as the program knows.
static KNOWN: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

pub(super) fn write(reason: &Refusal) -> Json {
    json!({"field": reason.field, "code": reason.code, "values": reason.values})
}

pub(super) fn read(kept: &Json) -> Refusal {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let values = kept.get("values").and_then(Json::as_array).into_iter().flatten();
    Refusal {
        field: kept.get("field").and_then(Json::as_str).map(str::to_owned),
        code: known(kept.get("code").and_then(Json::as_str).unwrap_or("unreadable")),
        values: values
            .filter_map(|pair| Some((known(pair.get(0)?.as_str()?), text(pair.get(1)?))))
            .collect(),
    }
}

pub fn write_all(reasons: &Refusals) -> Option<String> {
    let reasons: Vec<Json> = reasons.0.iter().map(write).collect();
    (!reasons.is_empty()).then(|| Json::Array(reasons).to_string())
}

pub fn read_all(kept: Option<&str>) -> Result<Refusals> {
    let Some(kept) = kept else {
        return Ok(Refusals::default());
    };
    let reasons: Vec<Json> = serde_json::from_str(kept).map_err(anyhow::Error::from)?;
    Ok(Refusals(reasons.iter().map(read).collect()))
}

fn known(word: &str) -> &'static str {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = known.get(word) {
        return word;
    }
    let word: &'static str = Box::leak(word.to_owned().into_boxed_str());
    known.insert(word);
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_as_it_was_written() {
        let reason = Refusal::field("email", "not-an-email").with("value", "ana@");
        assert_eq!(read(&write(&reason)), reason);
        let all = Refusals(vec![reason, Refusal::new("no-match")]);
        assert_eq!(read_all(write_all(&all).as_deref()).unwrap(), all);
        assert_eq!(write_all(&Refusals::default()), None);
    }
}
