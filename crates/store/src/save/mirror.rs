//! Scalars that stand for the primary entry of a list: `email` for `emails`, `city` for
//! `addresses`, `tax_id` for `identifiers`.

use kernel::Refusal;
use kernel::address::Address;
use kernel::country::Country;
use kernel::object::{Field, Object};
use kernel::record::Record;
use kernel::value::{Part, Value};
use uuid::Uuid;

/// Copies the primary entries to their scalars.
pub(super) fn scalars(object: &Object, record: &mut Record) {
    for field in object.shape_fields() {
        let Some(list) = field.primary_of.and_then(|list| object.field(list)) else {
            continue;
        };
        let value = read(field.key, record.value(list.position).parts());
        if let Some(slot) = record.values.get_mut(field.position) {
            *slot = value;
        }
    }
}

/// The entry that a scalar stands for: of identifiers the first of its type, else the primary.
fn entry_of(key: &str, parts: &[Part]) -> Option<usize> {
    if key.ends_with("_id") {
        return parts.iter().position(|part| part.label == key);
    }
    parts.iter().position(|part| part.primary).or(if parts.is_empty() { None } else { Some(0) })
}

fn read(key: &str, parts: &[Part]) -> Value {
    let Some(part) = entry_of(key, parts).and_then(|place| parts.get(place)) else {
        return Value::Null;
    };
    let text = match (&part.address, key) {
        (None, _) => part.value.clone(),
        (Some(address), "city") => address.city.clone(),
        (Some(address), "state") => address.state.clone(),
        (Some(address), "postal_code") => address.postal_code.clone(),
        (Some(address), "country") => {
            address.country.map(|country| country.code().to_owned()).unwrap_or_default()
        }
        (Some(address), _) => address.street.clone(),
    };
    Value::Text(text).normalised()
}

/// Writing the scalar writes the primary entry; emptying it takes the entry away.
pub(super) fn write_primary(
    object: &Object,
    scalar: &Field,
    list: &str,
    value: &Value,
    record: &mut Record,
) -> Result<(), Refusal> {
    let Some(list) = object.field(list) else {
        return Ok(());
    };
    let mut parts = record.value(list.position).parts().to_vec();
    let place = entry_of(scalar.key, &parts);
    match (value.as_text(), place) {
        (None, None) => return Ok(()),
        (None, Some(place)) => empty(scalar.key, &mut parts, place),
        (Some(text), Some(place)) => {
            if let Some(part) = parts.get_mut(place) {
                fill(scalar.key, part, text)?;
            }
        }
        (Some(text), None) => {
            let mut part =
                Part { id: Uuid::now_v7(), primary: parts.is_empty(), ..Part::default() };
            if scalar.key.ends_with("_id") {
                scalar.key.clone_into(&mut part.label);
            }
            if list.kind == kernel::kind::Kind::Addresses {
                part.address = Some(Address::default());
            }
            fill(scalar.key, &mut part, text)?;
            parts.push(part);
        }
    }
    if let Some(slot) = record.values.get_mut(list.position) {
        *slot = Value::Parts(parts).normalised();
    }
    Ok(())
}

fn empty(key: &str, parts: &mut Vec<Part>, place: usize) {
    let keeps_something = parts.get_mut(place).is_some_and(|part| {
        part.address.as_mut().is_some_and(|address| {
            match key {
                "city" => address.city.clear(),
                "state" => address.state.clear(),
                "postal_code" => address.postal_code.clear(),
                "country" => address.country = None,
                _ => address.street.clear(),
            }
            !address.is_empty()
        })
    });
    if !keeps_something {
        parts.remove(place);
        if !parts.iter().any(|part| part.primary)
            && let Some(first) = parts.first_mut()
        {
            first.primary = true;
        }
    }
}

fn fill(key: &str, part: &mut Part, text: &str) -> Result<(), Refusal> {
    let Some(address) = part.address.as_mut() else {
        text.clone_into(&mut part.value);
        return Ok(());
    };
    match key {
        "city" => text.clone_into(&mut address.city),
        "state" => text.clone_into(&mut address.state),
        "postal_code" => text.clone_into(&mut address.postal_code),
        "country" => {
            let country = Country::parse(text).ok_or_else(|| Refusal::new("not-a-country"))?;
            address.country = Some(country);
        }
        _ => text.clone_into(&mut address.street),
    }
    Ok(())
}
