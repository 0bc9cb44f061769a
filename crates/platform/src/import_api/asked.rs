//! What a program says about an import: in the address of the file, or as JSON for a draft.

use http::Uri;
use kernel::catalog::Catalog;
use kernel::{Error, Refusal, Refusals, Result};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};
use web::api::params::{Params, short, unknown_parameter};

use crate::import::{Settings, find_object};

/// What happens to a file once it is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing: it waits for its settings.
    Wait,
    Check,
    Start,
}

/// What the address of a file says.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub name: Option<String>,
    pub settings: Settings,
    pub then: Then,
}

impl Asked {
    /// Reads the address; `set.kind=person`, `map.Heading=email` and `duplicates.email=skip` fill
    /// the members of that name.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming what nobody knows, [`Error::Refused`] naming a wrong value.
    pub fn read(uri: &Uri, catalog: &Catalog) -> Result<Self> {
        let mut params = Params::read(uri)?;
        let name = params.take("filename");
        let then = match (params.take_flag("draft")?, params.take_flag("dry_run")?) {
            (true, _) => Then::Wait,
            (false, true) => Then::Check,
            (false, false) => Then::Start,
        };
        let mut members = Map::new();
        for (name, value) in params.rest() {
            collect(&mut members, &name, value);
        }
        let mut settings = Settings::default();
        change(&mut settings, members)?;
        known(&settings, catalog)?;
        Ok(Self { name, settings, then })
    }
}

fn collect(members: &mut Map<String, Json>, name: &str, value: String) {
    let Some((group @ ("set" | "map" | "duplicates"), key)) = name.split_once('.') else {
        let value = match name {
            "match" | "create_missing" => value.split(',').map(str::trim).collect(),
            "heading" if value == "true" => json!(true),
            "heading" if value == "false" => json!(false),
            _ => json!(value),
        };
        members.insert(name.to_owned(), value);
        return;
    };
    let value = if group == "map" && value.is_empty() { Json::Null } else { json!(value) };
    let group = members.entry(group).or_insert_with(|| json!({}));
    if let Some(group) = group.as_object_mut() {
        group.insert(key.to_owned(), value);
    }
}

/// Takes the members of a body over; each replaces what was said before under its name.
///
/// # Errors
/// As [`Asked::read`].
pub(super) fn change(settings: &mut Settings, members: Map<String, Json>) -> Result<()> {
    let (mut unknown, mut wrong) = (Refusals::default(), Refusals::default());
    for (name, value) in members {
        let said = short(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        match say(settings, &name, value) {
            Said::Well => {}
            Said::Wrong => {
                let refusal = Refusal::field(&name, "import-wrong-setting");
                wrong.push(refusal.with("name", name).with("value", said));
            }
            Said::Unknown => unknown.push(unknown_parameter(&name)),
        }
    }
    if !unknown.is_empty() {
        return Err(Error::Invalid(unknown));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Refused(wrong)) }
}

/// Programs import what they may also write one by one.
///
/// # Errors
/// [`Error::Refused`] without an object, [`Error::Invalid`] when there is no such object.
pub(super) fn known(settings: &Settings, catalog: &Catalog) -> Result<()> {
    let name = settings.object.trim();
    if name.is_empty() {
        return Err(Error::refused("object", "required"));
    }
    if find_object(catalog, name).is_some_and(|(object, _)| object.in_api) {
        return Ok(());
    }
    let refusal = Refusal::field("object", "import-unknown-object").with("name", short(name));
    Err(Error::Invalid(Refusals::one(refusal)))
}

enum Said {
    Well,
    Wrong,
    Unknown,
}

fn say(settings: &mut Settings, name: &str, value: Json) -> Said {
    let file = &mut settings.file;
    match name {
        "object" => put(&mut settings.object, value),
        "mode" => put(&mut settings.mode, value),
        "match" => put(&mut settings.match_by, value),
        "set" => put(&mut settings.set, value),
        "map" => put(&mut settings.map, value),
        "source" => put(&mut settings.source, value),
        "duplicates" => put(&mut settings.duplicates, value),
        "create_missing" => put(&mut settings.create_missing, value),
        "owner_fallback" => put(&mut settings.owner_fallback, value),
        "encoding" => put(&mut file.encoding, value),
        "delimiter" => put(&mut file.delimiter, value),
        "heading" => put(&mut file.heading, value),
        "sheet" => put(&mut file.sheet, value),
        "dates" => put(&mut settings.dates, value),
        "decimal_sign" => put(&mut settings.decimal_sign, value),
        _ => Said::Unknown,
    }
}

fn put<T: DeserializeOwned>(place: &mut T, value: Json) -> Said {
    match serde_json::from_value(value) {
        Ok(value) => {
            *place = value;
            Said::Well
        }
        Err(_) => Said::Wrong,
    }
}

/// The settings as a body would say them.
pub(super) fn json(settings: &Settings) -> Json {
    json!({
        "object": settings.object,
        "mode": settings.mode,
        "match": settings.match_by,
        "set": settings.set,
        "map": settings.map,
        "source": settings.source,
        "duplicates": settings.duplicates,
        "create_missing": settings.create_missing,
        "owner_fallback": settings.owner_fallback,
        "encoding": settings.file.encoding,
        "delimiter": settings.file.delimiter,
        "heading": settings.file.heading,
        "sheet": settings.file.sheet,
        "dates": settings.dates,
        "decimal_sign": settings.decimal_sign,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Mode, OnDuplicate};

    fn members(address: &str) -> Map<String, Json> {
        let uri: Uri = format!("/api/v1/imports?{address}").parse().unwrap();
        let mut members = Map::new();
        for (name, value) in Params::read(&uri).unwrap().rest() {
            collect(&mut members, &name, value);
        }
        members
    }

    #[test]
    fn an_address_says_what_a_body_says() {
        let address = "object=people&match=email,phone&mode=upsert&set.kind=person&map.Shoe%20size=\
            &map.Mail=email&duplicates.email=skip&delimiter=%3B&heading=true&dates=dmy";
        let (mut of_address, mut of_body) = (Settings::default(), Settings::default());
        change(&mut of_address, members(address)).unwrap();
        let body = json!({
            "object": "people", "match": ["email", "phone"], "mode": "upsert",
            "set": {"kind": "person"}, "map": {"Shoe size": null, "Mail": "email"},
            "duplicates": {"email": "skip"}, "delimiter": ";", "heading": true, "dates": "dmy",
        });
        change(&mut of_body, body.as_object().unwrap().clone()).unwrap();
        assert_eq!(of_address, of_body);
        assert_eq!(of_body.mode, Some(Mode::Upsert));
        assert_eq!(of_body.duplicates["email"], OnDuplicate::Skip);
        assert_eq!(json(&of_body)["map"], body["map"]);
    }

    #[test]
    fn what_nobody_knows_and_what_does_not_suit_is_named() {
        let said = |address| change(&mut Settings::default(), members(address));
        assert!(matches!(said("objekt=people"), Err(Error::Invalid(named)) if named.0.len() == 1));
        let wrong =
            "mode=perhaps&delimiter=ab&heading=maybe&set=kind&dates=xyz&duplicates.email=no";
        assert!(matches!(said(wrong), Err(Error::Refused(named)) if named.0.len() == 6));
    }
}
