//! How rows find the records that are there already, and what becomes of rows that look like one.

use std::collections::BTreeMap;

use maud::{Markup, html};
use web::components::{Field, Span, form_grid, icon};
use web::screens::form_state::FormState;

use super::Desk;
use super::columns::choice;
use super::field_label::field_label;
use crate::import::{Key, Look, OnDuplicate};

/// Keys that the form has room for, when no program said more.
const KEYS: usize = 4;
/// Fields of a key that the form has room for.
const PARTS: usize = 2;

/// The first key.
pub(super) fn key(desk: &Desk<'_>, look: &Look) -> Markup {
    part(desk, look, (0, 0))
}

/// What becomes of rows that share an e-mail, a phone or a tax id with a record.
pub(super) fn look_alikes(desk: &Desk<'_>, look: &Look) -> Markup {
    if look.telling.is_empty() {
        return html! {};
    }
    let label = desk.text("import-look-alikes");
    let names: Vec<String> = look.telling.iter().map(|field| name(desk, look, field)).collect();
    let names = names.join(" · ");
    let help = desk.frame.with("import-look-alikes-help", &[("fields", names.into())]);
    let chosen = of_most(desk, look);
    let field = Field { name: "duplicates", label: &label, help: Some(&help), ..Field::default() };
    choice(&field, &acts(desk, chosen))
}

/// Everything else about finding: few need it.
pub(super) fn more(desk: &Desk<'_>, look: &Look) -> Markup {
    let said = look.match_by.len();
    let is_told_apart = look.telling.iter().any(|field| act_of(desk, field) != of_most(desk, look));
    let is_used = said > 1 || look.match_by.iter().any(|key| key.len() > 1) || is_told_apart;
    html! {
        details.more-choices open[is_used] {
            summary { (icon("chevron-right", None)) (desk.text("import-more")) }
            p.help { (desk.text("import-more-help")) }
            (form_grid(&html! {
                (part(desk, look, (0, 1)))
                @for at in 1..said.saturating_add(1).max(KEYS) {
                    (part(desk, look, (at, 0)))
                    (part(desk, look, (at, 1)))
                }
                @if look.telling.len() > 1 {
                    @for field in &look.telling { (own_act(desk, look, field)) }
                }
            }))
        }
    }
}

fn name(desk: &Desk<'_>, look: &Look, field: &str) -> String {
    field_label(desk.frame.language(), &desk.app.catalog(), &look.object, field)
}

/// One field of one key.
fn part(desk: &Desk<'_>, look: &Look, (at, place): (usize, usize)) -> Markup {
    let none: Key = Vec::new();
    let key = look.match_by.get(at).unwrap_or(&none);
    // A program may have said more fields than the form has boxes: they stay together in the first.
    let is_long = key.len() > PARTS;
    let chosen = match (is_long, place) {
        (true, 0) => key.join("+"),
        (true, _) => String::new(),
        (false, _) => key.get(place).copied().unwrap_or_default().to_owned(),
    };
    let (sent, words, nothing) = match (at, place) {
        (0, 0) => ("match.0".to_owned(), "import-match", desk.text("import-match-none")),
        (0, _) => ("match.0.and".to_owned(), "import-match-and-first", "–".to_owned()),
        (at, 0) => (format!("match.{at}"), "import-match-else", "–".to_owned()),
        (at, _) => (format!("match.{at}.and"), "import-match-and", "–".to_owned()),
    };
    let id = look.object.fields.iter().filter(|field| field.key == "id");
    let known = look.object.fields.iter().filter(|field| field.matching && !field.secret);
    let mut options = vec![(String::new(), nothing, chosen.is_empty())];
    options.extend(
        id.chain(known)
            .map(|field| (field.key.to_owned(), name(desk, look, field.key), chosen == field.key)),
    );
    if is_long && place == 0 {
        options.push((chosen, key_name(desk, look, key), true));
    }
    let label = desk.text(words);
    let span = if (at, place) == (0, 1) { Span::Full } else { Span::Half };
    choice(&Field { name: &sent, label: &label, span, ..Field::default() }, &options)
}

/// A key in words: “Name + City”.
pub(super) fn key_name(desk: &Desk<'_>, look: &Look, key: &Key) -> String {
    let names: Vec<String> = key.iter().map(|field| name(desk, look, field)).collect();
    names.join(" + ")
}

fn act_of(desk: &Desk<'_>, field: &str) -> OnDuplicate {
    desk.import.settings.duplicates.get(field).copied().unwrap_or_default()
}

/// What happens to look-alikes of most kinds.
fn of_most(desk: &Desk<'_>, look: &Look) -> OnDuplicate {
    let count =
        |act: OnDuplicate| look.telling.iter().filter(|field| act_of(desk, field) == act).count();
    OnDuplicate::ALL.into_iter().rev().max_by_key(|act| count(*act)).unwrap_or_default()
}

fn acts(desk: &Desk<'_>, chosen: OnDuplicate) -> Vec<(String, String, bool)> {
    let option = |act: OnDuplicate| (act.key().to_owned(), act_name(desk, act), act == chosen);
    OnDuplicate::ALL.map(option).to_vec()
}

/// What is done with a look-alike.
pub(super) fn act_name(desk: &Desk<'_>, act: OnDuplicate) -> String {
    desk.text(&format!("import-look-alike-{}", act.key()))
}

/// The act for one kind of likeness.
fn own_act(desk: &Desk<'_>, look: &Look, field: &str) -> Markup {
    let label = desk.frame.with("import-same", &[("field", name(desk, look, field).into())]);
    let own = Some(act_of(desk, field)).filter(|act| *act != of_most(desk, look));
    let mut options = vec![(String::new(), desk.text("import-look-alike-same"), own.is_none())];
    let option = |act: OnDuplicate| (act.key().to_owned(), act_name(desk, act), own == Some(act));
    options.extend(OnDuplicate::ALL.map(option));
    let sent = format!("duplicates.{field}");
    choice(&Field { name: &sent, label: &label, ..Field::default() }, &options)
}

/// The keys that a form says, in their order: `email`, `email+name`.
pub(super) fn said_keys(form: &FormState) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for at in 0.. {
        let Some(first) = form.get(&format!("match.{at}")) else {
            break;
        };
        let second = form.text(&format!("match.{at}.and"));
        let parts: Vec<&str> =
            [first, second].into_iter().filter(|part| !part.is_empty()).collect();
        let key = parts.join("+");
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// What a form says about look-alikes by these fields, apart from what happens anyway.
pub(super) fn said_acts(form: &FormState, fields: &[&str]) -> BTreeMap<String, OnDuplicate> {
    let for_all = OnDuplicate::parse(form.text("duplicates")).unwrap_or_default();
    let act = |field: &str| {
        OnDuplicate::parse(form.text(&format!("duplicates.{field}"))).unwrap_or(for_all)
    };
    let said = fields.iter().map(|field| ((*field).to_owned(), act(field)));
    said.filter(|(_, act)| *act != OnDuplicate::default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(sent: &[(&str, &str)]) -> FormState {
        FormState::sent(
            sent.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect(),
        )
    }

    #[test]
    fn keys_come_in_their_order_and_once() {
        let said = form(&[
            ("match.0", "external_id"),
            ("match.0.and", ""),
            ("match.1", ""),
            ("match.1.and", ""),
            ("match.2", "name"),
            ("match.2.and", "city"),
            ("match.3", "external_id"),
        ]);
        assert_eq!(said_keys(&said), ["external_id", "name+city"]);
    }

    #[test]
    fn one_kind_of_likeness_may_differ() {
        let said = form(&[("duplicates", "skip"), ("duplicates.phone", "create")]);
        let acts = said_acts(&said, &["email", "phone", "tax_id"]);
        let skip = OnDuplicate::Skip;
        assert_eq!(acts, [("email".to_owned(), skip), ("tax_id".to_owned(), skip)].into());
        assert!(said_acts(&form(&[]), &["email"]).is_empty());
    }
}
