//! The rights of a role as a table of choices: a row for each object, a column for each act.

use std::collections::BTreeMap;

use kernel::Result;
use kernel::access::{Act, ObjectRights, Reach, Rights};
use kernel::catalog::Catalog;
use kernel::words::Words;
use maud::{Markup, html};
use web::components::{Choice, Field, Phone, select};

use super::super::fields::{Fields, not_one_of};
use super::Page;
use super::list::{self, Head, Line, Look};

const REACHES: [(Reach, &str); 4] =
    [(Reach::None, "none"), (Reach::Own, "own"), (Reach::Team, "team"), (Reach::All, "all")];

/// The row of everything that has none of its own.
const STANDARD: &str = "standard";

/// What a row is about: the key of an object, or [`STANDARD`], and its label.
type Subject = (String, String);

/// The rows, those of the objects first.
fn subjects(page: &Page, catalog: &Catalog) -> Vec<Subject> {
    let words = Words::get();
    let object = |object: &std::sync::Arc<kernel::object::Object>| {
        let names: Vec<String> = object
            .faces
            .iter()
            .map(|face| page.text(&format!("face-{}-plural", face.key).replace('_', "-")))
            .collect();
        (object.key.to_owned(), page.frame.format().list(&names))
    };
    let mut rows: Vec<Subject> = catalog.objects().map(object).collect();
    rows.push((STANDARD.to_owned(), words.text(page.frame.language(), "rights-standard")));
    rows
}

/// Whether a form's field is one of the table's.
pub fn is_field(name: &str, catalog: &Catalog) -> bool {
    name.split_once('.').is_some_and(|(subject, act)| {
        (subject == STANDARD || catalog.object(subject).is_some())
            && Act::ALL.iter().any(|known| known.key() == act)
    })
}

/// Reads the table. An object whose row is the same as the standard's has none of its own.
///
/// # Errors
/// [`Error::Invalid`] naming the field that holds no reach.
pub fn read(fields: &Fields, catalog: &Catalog) -> Result<Rights> {
    let standard = row(fields, STANDARD)?;
    let mut objects = BTreeMap::new();
    for object in catalog.objects() {
        let own = row(fields, object.key)?;
        if own != standard {
            objects.insert(object.key.to_owned(), own);
        }
    }
    Ok(Rights {
        administer: fields.ticked("administer"),
        bulk: fields.ticked("bulk"),
        standard,
        objects,
    })
}

fn row(fields: &Fields, subject: &str) -> Result<ObjectRights> {
    let reach = |act: Act| {
        let name = format!("{subject}.{}", act.key());
        let value = fields.one(&name);
        let known = REACHES.iter().find(|(_, key)| *key == value).map(|(reach, _)| *reach);
        known.ok_or_else(|| not_one_of(&name, &REACHES.map(|(_, key)| key)))
    };
    Ok(ObjectRights {
        see: reach(Act::See)?,
        create: reach(Act::Create)?,
        edit: reach(Act::Edit)?,
        delete: reach(Act::Delete)?,
        export: reach(Act::Export)?,
        reassign: reach(Act::Reassign)?,
    })
}

const HEADS: [Head; 7] = [
    ("rights-object", Look::Words, Phone::Top),
    ("act-see", Look::Words, Phone::Bottom),
    ("act-create", Look::Words, Phone::Bottom),
    ("act-edit", Look::Words, Phone::Bottom),
    ("act-delete", Look::Words, Phone::Bottom),
    ("act-export", Look::Words, Phone::Bottom),
    ("act-reassign", Look::Words, Phone::Bottom),
];

/// Draws the table.
pub fn draw(page: &Page, catalog: &Catalog, rights: &Rights) -> Markup {
    let lines: Vec<Line> = subjects(page, catalog)
        .into_iter()
        .map(|(key, label)| {
            let own = if key == STANDARD { rights.standard } else { rights.on(&key) };
            let mut cells = vec![html! { strong { (label) } }];
            cells.extend(Act::ALL.iter().map(|act| {
                let name = format!("{key}.{}", act.key());
                let word = page.text(&format!("act-{}", act.key()));
                let spoken = format!("{label}: {word}");
                html! {
                    span.narrow-only.help aria-hidden="true" { (word) }
                    (choice(page, (&name, &spoken), own.reach(*act)))
                }
            }));
            Line { id: key, cells, faint: false }
        })
        .collect();
    list::draw(page, ("rights", "field-role-rights"), &HEADS, &lines)
}

fn choice(page: &Page, (name, label): (&str, &str), chosen: Reach) -> Markup {
    let labels = REACHES.map(|(reach, key)| (reach, key, page.text(&format!("reach-{key}"))));
    let choices: Vec<Choice> = labels
        .iter()
        .map(|(reach, key, label)| Choice {
            value: key,
            label,
            selected: *reach == chosen,
            ..Choice::default()
        })
        .collect();
    select(&Field { name, label, bare: true, ..Field::default() }, &choices)
}
