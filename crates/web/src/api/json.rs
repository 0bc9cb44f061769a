//! Reads bodies: JSON of bounded depth, without a member said twice.

use std::fmt;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use kernel::{Error, Refusal, Refusals};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use crate::error::Failure;

/// Deepest nesting of a body.
const DEPTH: usize = 32;

/// The object that a body holds. An empty body is an empty object where `optional`.
///
/// # Errors
/// 415 for another media type, 400 for what is no JSON object.
pub fn object(
    headers: &HeaderMap,
    body: &[u8],
    optional: bool,
) -> Result<Map<String, Json>, Failure> {
    if optional && body.is_empty() {
        return Ok(Map::new());
    }
    if !is_json(headers) {
        return Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    if is_deep(body) {
        return Err(Error::Invalid(Refusals::one(Refusal::new("json-too-deep"))).into());
    }
    match serde_json::from_slice(body) {
        Ok(Strict(Json::Object(object))) => Ok(object),
        Ok(_) => Err(malformed("an object is expected")),
        Err(error) => Err(malformed(&error.to_string())),
    }
}

fn malformed(why: &str) -> Failure {
    let why: String = why.chars().take(200).collect();
    Error::Invalid(Refusals::one(Refusal::new("malformed-json").with("why", why))).into()
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Counts brackets outside texts, before anything recurses.
fn is_deep(body: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    for byte in body {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true, b'"') => in_text = false,
            (true, _) => {}
            (false, b'"') => in_text = true,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            (false, _) => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}

/// JSON in which no object says a member twice: readers would disagree which one counts.
struct Strict(Json);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JSON")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::String(text))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Strict(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Map::new();
        while let Some((key, Strict(value))) = map.next_entry::<String, Strict>()? {
            if members.contains_key(&key) {
                return Err(de::Error::custom(format!("{key:?} is said twice")));
            }
            members.insert(key, value);
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Map<String, Json>, StatusCode> {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, "application/json".parse().unwrap())]);
        object(&headers, body.as_bytes(), false).map_err(|failure| failure.status())
    }

    #[test]
    fn an_object_is_read_as_it_stands() {
        let read = read(r#"{"name":"Ada \"[[[\"","n":1.50,"list":[1,null,true]}"#).unwrap();
        assert_eq!(read["name"], "Ada \"[[[\"");
        assert_eq!(read["list"][2], true);
    }

    #[test]
    fn a_member_said_twice_is_refused() {
        assert_eq!(read(r#"{"a":1,"a":2}"#), Err(StatusCode::BAD_REQUEST));
        assert_eq!(read(r#"{"a":{"b":1,"b":2}}"#), Err(StatusCode::BAD_REQUEST));
    }

    #[test]
    fn depth_is_bounded_before_anything_recurses() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(&deep), Err(StatusCode::BAD_REQUEST));
        let flat = format!("{{\"a\":{}1{}}}", "[".repeat(20), "]".repeat(20));
        assert!(read(&flat).is_ok());
    }

    #[test]
    fn only_an_object_of_json_is_read() {
        for wrong in ["", "[]", "1", "{", "{\"a\":}", "\u{feff}{}"] {
            assert_eq!(read(wrong), Err(StatusCode::BAD_REQUEST), "{wrong}");
        }
        let text = HeaderMap::from_iter([(CONTENT_TYPE, "text/plain".parse().unwrap())]);
        let refused = object(&text, b"{}", false).unwrap_err();
        assert_eq!(refused.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(object(&HeaderMap::new(), b"", true).unwrap().is_empty());
    }
}
