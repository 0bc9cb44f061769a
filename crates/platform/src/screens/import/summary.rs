//! How a file was taken: what a check and a report were made by.

use maud::{Markup, html};
use web::components::{Fact, FactCard, fact_card};

use super::Desk;
use super::finding::{act_name, key_name};
use crate::import::{Look, Mode};

/// The card.
pub(super) fn draw(desk: &Desk<'_>, look: &Look) -> Markup {
    let title = desk.text("import-how");
    let told: Vec<(String, String)> = told(desk, look)
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (desk.text(key), value))
        .collect();
    let ids: Vec<String> = (0..told.len()).map(|at| format!("how-{at}")).collect();
    let facts: Vec<Fact<'_>> = told
        .iter()
        .zip(&ids)
        .map(|((label, value), id)| Fact {
            id,
            label,
            value: Some(html! { (value) }),
            ..Fact::default()
        })
        .collect();
    fact_card(&FactCard { id: "how", title: &title, facts: &facts, ..FactCard::default() })
}

fn told(desk: &Desk<'_>, look: &Look) -> [(&'static str, String); 11] {
    let settings = &desk.import.settings;
    let mode = desk.text(&format!("import-mode-{}", look.mode.key()));
    let workbook = look.survey.workbook.as_ref();
    let sheet = workbook.map(|workbook| workbook.sheet.clone()).unwrap_or_default();
    [
        ("import-format", desk.text(&format!("import-format-{}", look.survey.format()))),
        ("import-system", look.system.unwrap_or_default().to_owned()),
        ("import-sheet", sheet),
        ("import-object", object(desk)),
        ("import-mode", mode),
        ("import-match", keys(desk, look)),
        ("import-look-alikes", look_alikes(desk, look)),
        ("import-made", made(desk)),
        ("import-owner-fallback", settings.owner_fallback.clone().unwrap_or_default()),
        ("import-source", settings.source.clone().unwrap_or_default()),
        ("import-left-out", left_out(look)),
    ]
}

fn object(desk: &Desk<'_>) -> String {
    let catalog = desk.app.catalog();
    let face = catalog.by_face_slug(&desk.import.settings.object).map(|(_, face)| face.key);
    let key = face.map(|key| format!("face-{}-plural", key.replace('_', "-")));
    key.map(|key| desk.text(&key)).unwrap_or_default()
}

fn keys(desk: &Desk<'_>, look: &Look) -> String {
    let keys: Vec<String> = look.match_by.iter().map(|key| key_name(desk, look, key)).collect();
    keys.join(&desk.text("import-match-then"))
}

/// By which likeness what happens; nothing where every row must find its record anyway.
fn look_alikes(desk: &Desk<'_>, look: &Look) -> String {
    if look.mode == Mode::Update {
        return String::new();
    }
    let told = look.duplicates.iter().map(|(field, act)| {
        let same = [("field", key_name(desk, look, &vec![*field]).into())];
        let same = desk.frame.with("import-same", &same);
        let told = [("likeness", same.into()), ("act", act_name(desk, *act).into())];
        desk.frame.with("import-look-alike-told", &told)
    });
    told.collect::<Vec<_>>().join(" · ")
}

fn made(desk: &Desk<'_>) -> String {
    let links = desk.import.settings.create_missing.iter();
    let names: Vec<String> = links.map(|link| desk.text(&format!("face-{link}-plural"))).collect();
    names.join(" · ")
}

fn left_out(look: &Look) -> String {
    let left = look.columns.iter().filter(|column| column.field.is_none());
    left.map(|column| column.heading.as_str()).collect::<Vec<_>>().join(" · ")
}
