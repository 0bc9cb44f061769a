//! What a target of a column is called.

use kernel::catalog::Catalog;
use kernel::language::Language;
use kernel::object::Object;
use web::screens::shown::{label, part_label};

/// `organization.name` is “Company · Name”, `emails.2` is “E-mails · 2”.
pub fn field_label(language: Language, catalog: &Catalog, object: &Object, target: &str) -> String {
    let mut parts = target.split('.');
    let first = parts.next().unwrap_or_default();
    let Some(field) = object.field(first) else {
        return target.to_owned();
    };
    let linked = field.kind.link_target().and_then(|key| catalog.object(key));
    let mut words = vec![label(language, object, field)];
    for part in parts {
        let known = linked
            .and_then(|linked| linked.field(part).map(|field| label(language, linked, field)))
            .or_else(|| object.field(part).map(|field| label(language, object, field)));
        words.push(known.unwrap_or_else(|| part_label(language, part)));
    }
    words.join(" · ")
}
