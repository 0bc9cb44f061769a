//! One JSON object, read strictly: what could be lost in silence is refused.

use std::fmt;

use kernel::Refusal;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

use super::Mark;
use super::records::Said;

/// How a name that is said twice is told from other mistakes.
const TWICE: &str = "said twice: ";

/// The members of an object, in their order.
pub struct Members(Vec<(String, Json)>);

impl Members {
    /// Reads one object.
    ///
    /// # Errors
    /// A refusal of the whole record.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        match serde_json::from_str::<Strict>(text) {
            Ok(Strict::Object(members)) => Ok(Self(members)),
            Ok(Strict::Other(_)) => Err(Refusal::new("import-json-no-object")),
            Err(error) => Err(refusal(&error)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &(String, Json)> {
        self.0.iter()
    }

    /// What they say under their names; what is null says nothing.
    pub fn said(self) -> Vec<(String, Said)> {
        self.0.into_iter().map(|(name, value)| (name, said(value))).collect()
    }
}

fn refusal(error: &serde_json::Error) -> Refusal {
    let told = error.to_string();
    if let Some((_, name)) = told.split_once(TWICE) {
        let name = name.rsplit_once(" at line ").map_or(name, |(name, _)| name);
        return Refusal::new("import-json-twice").with("name", name);
    }
    if error.is_eof() {
        return Refusal::new("import-json-cut-off");
    }
    Refusal::new("import-json-broken").with("place", error.column())
}

fn said(value: Json) -> Said {
    match value {
        Json::Null => Said { text: String::new(), mark: None },
        Json::Bool(truth) => Said { text: truth.to_string(), mark: None },
        Json::Number(number) => Said { text: number.to_string(), mark: Some(Mark::Exact) },
        Json::String(text) => Said::text(text),
        Json::Array(list) if list.is_empty() => Said { text: String::new(), mark: None },
        Json::Object(members) if members.is_empty() => Said { text: String::new(), mark: None },
        nested => Said { text: nested.to_string(), mark: Some(Mark::Nested) },
    }
}

/// What a nested value says, for people.
pub fn shown(value: &Json) -> String {
    let texts = |values: &mut dyn Iterator<Item = &Json>, between: &str| {
        let texts: Vec<String> = values.map(shown).filter(|text| !text.is_empty()).collect();
        texts.join(between)
    };
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(list) => texts(&mut list.iter(), "; "),
        Json::Object(members) => match members.get("title").or_else(|| members.get("value")) {
            Some(said) => shown(said),
            None => {
                let kept = |(key, _): &(&String, &Json)| !matches!(key.as_str(), "id" | "primary");
                texts(&mut members.iter().filter(kept).map(|(_, value)| value), ", ")
            }
        },
        other => other.to_string(),
    }
}

/// A value whose objects say each name once.
enum Strict {
    Object(Vec<(String, Json)>),
    Other(Json),
}

impl Strict {
    fn whole(self) -> Json {
        match self {
            Self::Object(members) => Json::Object(members.into_iter().collect::<Map<_, _>>()),
            Self::Other(value) => value,
        }
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict::Other(Json::Null))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Strict, E> {
        Ok(Strict::Other(Json::Bool(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Strict, E> {
        Ok(Strict::Other(Json::from(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Strict, E> {
        Ok(Strict::Other(Json::from(number)))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Strict, E> {
        let number = Number::from_f64(number).ok_or_else(|| E::custom("no number"))?;
        Ok(Strict::Other(Json::Number(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Strict, E> {
        Ok(Strict::Other(Json::String(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Strict, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element::<Strict>()? {
            values.push(value.whole());
        }
        Ok(Strict::Other(Json::Array(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                let short: String = name.chars().take(80).collect();
                return Err(A::Error::custom(format!("{TWICE}{short}")));
            }
            members.push((name, map.next_value::<Strict>()?.whole()));
        }
        Ok(Strict::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        Members::read(text).err().map(|refusal| refusal.code).unwrap_or_default()
    }

    #[test]
    fn what_could_be_lost_is_refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
        for (text, refused) in [
            ("{\"a\":1,\"a\":2}", "import-json-twice"),
            ("{\"a\":{\"b\":1,\"b\":2}}", "import-json-twice"),
            ("{\"a\":1", "import-json-cut-off"),
            ("{\"a\":", "import-json-cut-off"),
            ("[1]", "import-json-no-object"),
            ("17", "import-json-no-object"),
            ("{\"a\":1} x", "import-json-broken"),
            ("{'a':1}", "import-json-broken"),
            ("{\"a\":\"\\ud800\"}", "import-json-broken"),
            ("{\"a\":1e999}", "import-json-broken"),
            ("{\"a\":NaN}", "import-json-broken"),
            (deep.as_str(), "import-json-broken"),
            ("{}", ""),
            ("{\"a\":1e308,\"b\":\"\\u0000\",\"\":null}", ""),
        ] {
            assert_eq!(code(text), refused, "{}", text.chars().take(40).collect::<String>());
        }
        let twice = Members::read("{\"año\":1,\"año\":2}").err().unwrap();
        assert_eq!(twice.values, [("name", "año".to_owned())]);
    }

    #[test]
    fn nested_values_are_shown_as_people_say_them() {
        let read = |text: &str| shown(&serde_json::from_str(text).unwrap());
        assert_eq!(read(r#"{"id":"x","title":"Acme"}"#), "Acme");
        assert_eq!(
            read(r#"[{"value":"a@b.co","type":"work"},{"value":"c@d.es"}]"#),
            "a@b.co; c@d.es"
        );
        assert_eq!(read(r#"{"amount":"12.50","currency":"EUR"}"#), "12.50, EUR");
        assert_eq!(read(r#"["vip",null,3]"#), "vip; 3");
    }
}
