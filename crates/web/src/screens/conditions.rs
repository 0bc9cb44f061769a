//! What a list is narrowed by: its conditions as chips, the menu of fields, the form of one.

use kernel::catalog::field_label_key;
use kernel::country::Country;
use kernel::filter::Op;
use kernel::kind::Kind;
use kernel::object::{Field as Declared, Object};
use kernel::words::Words;
use maud::{Markup, html};
use uuid::Uuid;

use super::condition_form;
use super::list_menu::ListMenu;
use super::list_state::{Condition, ListState};
use super::list_tools;
use super::list_view::ListView;
use super::shown::{choice_label, label};
use crate::components::{Chip, ChipsBar, MenuItem, chips_bar, menu_items, search_box};

/// The row above the table: search, chips, what else can be done, and under it the form of the
/// condition that is being written.
pub fn bar(view: &ListView<'_>) -> Markup {
    let adding = view.state.adding.as_deref();
    html! {
        (toolbar(view))
        @if let Some((path, field)) = adding.and_then(|path| Some((path, declared(view, path)?))) {
            (condition_form::draw(view, path, &field))
        }
    }
}

fn toolbar(view: &ListView<'_>) -> Markup {
    let kept = view.state.kept_by_search();
    let kept: Vec<(&str, &str)> =
        kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let words: Vec<OwnedChip> =
        view.state.conditions.iter().enumerate().map(|(place, c)| chip(view, place, c)).collect();
    let chips: Vec<Chip<'_>> = words.iter().map(OwnedChip::borrowed).collect();
    let clear_word = view.word("list-clear");
    let bare = view.state.with(ListState::clear);
    let narrowed = !chips.is_empty() || view.state.expression.is_some();
    let placeholder = view.word("list-search");
    chips_bar(&ChipsBar {
        search: Some(search_box(
            &view.state.path,
            view.state.q.as_deref().unwrap_or_default(),
            &placeholder,
            &kept,
        )),
        chips: &chips,
        add: Some(ListMenu::Filter.opener(view)),
        clear: narrowed.then_some((bare.as_str(), clear_word.as_str())),
        tools: Some(list_tools::tools(view)),
    })
}

/// A condition as its chip says it.
pub fn sentence(view: &ListView<'_>, condition: &Condition) -> String {
    let chip = chip(view, 0, condition);
    let words = [chip.field, chip.operator, chip.value];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn chip(view: &ListView<'_>, place: usize, condition: &Condition) -> OwnedChip {
    let field = path_label(view, &condition.field);
    let operator = match condition.op.as_str() {
        "within" => String::new(),
        op => operator_word(view, &condition.field, op, &condition.value),
    };
    let value = value_words(view, condition);
    let remove_label = format!("{}: {field} {operator} {value}", view.word("remove"));
    OwnedChip {
        edit: view.state.with(|state| {
            state.adding = Some(condition.field.clone());
            state.changing = Some(place);
        }),
        remove: view.state.with(|state| state.drop_condition(place)),
        field,
        operator,
        value,
        remove_label,
    }
}

/// "City", or over a link "Company · City".
pub fn path_label(view: &ListView<'_>, path: &str) -> String {
    let language = view.frame.language();
    let (first, over) =
        path.split_once('.').map_or((path, None), |(link, rest)| (link, Some(rest)));
    let Some(field) = view.object.field(first) else {
        return path.to_owned();
    };
    let own = label(language, view.object, field);
    let catalog = view.app.catalog();
    let over = over.and_then(|key| {
        let target = catalog.object(field.kind.link_target()?)?;
        let words = Words::get();
        Some(words.text(language, &field_label_key(words, target.key, target.field(key)?.key)))
    });
    over.map_or_else(|| own.clone(), |over| format!("{own} · {over}"))
}

/// The field that a path ends at.
pub fn declared(view: &ListView<'_>, path: &str) -> Option<Declared> {
    let visible = |object: &Object, key: &str| object.field(key).filter(|f| !f.secret).cloned();
    match path.split_once('.') {
        None => visible(view.object, path),
        Some((link, rest)) => {
            let target = visible(view.object, link)?.kind.link_target()?;
            visible(view.app.catalog().object(target)?, rest)
        }
    }
}

/// The comparison in words; dates are before and after, not below and above.
pub fn operator_word(view: &ListView<'_>, path: &str, op: &str, value: &str) -> String {
    let dated =
        declared(view, path).is_some_and(|field| matches!(field.kind, Kind::Date | Kind::Instant));
    let key = match op {
        "empty" if matches!(value, "false" | "0") => "operator-filled".to_owned(),
        "lt" | "gt" | "lte" | "gte" if dated => format!("operator-date-{op}"),
        other => format!("operator-{other}"),
    };
    view.word(&key)
}

fn value_words(view: &ListView<'_>, condition: &Condition) -> String {
    match (condition.op.as_str(), condition.value.as_str()) {
        ("empty", _) => return String::new(),
        ("within", period) => return period_words(view, period),
        _ => {}
    }
    let field = declared(view, &condition.field);
    let words: Vec<String> = condition
        .value
        .split(',')
        .map(|value| one_value(view, field.as_ref(), value.trim()))
        .collect();
    words.join(&format!(" {} ", view.word("value-or")))
}

fn one_value(view: &ListView<'_>, field: Option<&Declared>, value: &str) -> String {
    let language = view.frame.language();
    let Some(field) = field else {
        return value.to_owned();
    };
    match (field.kind, value) {
        (Kind::Link(_) | Kind::Links(_), "me") => view.word("value-me"),
        (Kind::Link(_) | Kind::Links(_), "my-teams") => view.word("value-my-teams"),
        (Kind::Choice(set) | Kind::Choices(set), key) if set.find(key).is_some() => {
            choice_label(language, set, key)
        }
        (Kind::YesNo, text) => view.word(if text == "true" { "yes" } else { "no" }),
        (Kind::Link(target) | Kind::Links(target), id) => Uuid::try_parse(id)
            .ok()
            .and_then(|id| view.condition_titles.get(target, id))
            .map_or_else(|| view.word("value-unknown"), str::to_owned),
        (Kind::Date, text) => {
            text.parse().map_or_else(|_| text.to_owned(), |date| view.frame.format().date(date))
        }
        (Kind::Text, code) if field.key == "country" => Country::parse(code)
            .map_or_else(|| code.to_owned(), |country| country.name(language).to_owned()),
        (_, text) => text.to_owned(),
    }
}

/// "this week", "more than 60 days ago".
pub fn period_words(view: &ListView<'_>, period: &str) -> String {
    let key = format!("period-{period}");
    if Words::get().has(view.frame.language(), &key) {
        return view.word(&key);
    }
    let counted = ["older-than-", "last-", "next-"].into_iter().find_map(|kind| {
        let days = period.strip_prefix(kind)?.strip_suffix('d')?.parse::<i64>().ok()?;
        let key = format!("period-{kind}days");
        Some(view.frame.with(&key, &[("count", days.into())]))
    });
    counted.unwrap_or_else(|| period.to_owned())
}

/// The fields that a condition may be about, each leading to its form.
pub fn fields(view: &ListView<'_>) -> Markup {
    let first = view.face.filters.iter().filter_map(|key| view.object.field(key));
    let rest = view.object.fields.iter().filter(|field| is_offered(view, field));
    let lines: Vec<(String, String, bool)> = first
        .map(|field| (field, false))
        .chain(rest.enumerate().map(|(place, field)| (field, place == 0)))
        .map(|(field, divided)| {
            let href = view.state.with(|state| state.adding = Some(field.key.to_owned()));
            (label(view.frame.language(), view.object, field), href, divided)
        })
        .collect();
    let items: Vec<MenuItem<'_>> = lines
        .iter()
        .map(|(label, href, divided)| MenuItem {
            label,
            href: Some(href),
            divided: *divided,
            ..MenuItem::default()
        })
        .collect();
    menu_items(&items)
}

fn is_offered(view: &ListView<'_>, field: &Declared) -> bool {
    !field.secret
        && field.belongs_to(view.face.key)
        && field.kind != Kind::File
        && view.face.facet.is_none_or(|(key, _)| key != field.key)
        && !matches!(field.key, "id" | "version" | "deleted_at" | "deleted_by")
        && !view.face.filters.contains(&field.key)
}

struct OwnedChip {
    field: String,
    operator: String,
    value: String,
    edit: String,
    remove: String,
    remove_label: String,
}

impl OwnedChip {
    fn borrowed(&self) -> Chip<'_> {
        Chip {
            field: &self.field,
            operator: &self.operator,
            value: &self.value,
            edit: Some(&self.edit),
            remove: &self.remove,
            remove_label: &self.remove_label,
        }
    }
}

/// The comparisons worth offering for a field, the likeliest first; `filled` is "not empty".
pub fn offered_for(field: &Declared) -> &'static [&'static str] {
    if field.key == "country" { offered(Kind::Link("")) } else { offered(field.kind) }
}

const fn offered(kind: Kind) -> &'static [&'static str] {
    const EMPTY: &str = Op::Empty.key();
    match kind {
        Kind::Text | Kind::Name | Kind::Email | Kind::Phone | Kind::Url => {
            &["contains", "starts", "eq", "ne", EMPTY, "filled"]
        }
        Kind::Tags | Kind::Emails | Kind::Phones | Kind::Domains | Kind::Identifiers => {
            &["contains", "eq", "ne", EMPTY, "filled"]
        }
        Kind::LongText | Kind::Addresses | Kind::Address => &["contains", EMPTY, "filled"],
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Money | Kind::Duration => {
            &["gte", "lte", "eq", "ne", EMPTY, "filled"]
        }
        Kind::YesNo => &["eq"],
        Kind::Date | Kind::Instant => &["gte", "lte", "eq", EMPTY, "filled"],
        Kind::Choice(_) | Kind::Choices(_) => &["in", "nin", EMPTY, "filled"],
        Kind::Link(_) | Kind::Links(_) => &["eq", "ne", EMPTY, "filled"],
        Kind::File => &[EMPTY, "filled"],
    }
}

#[cfg(test)]
mod tests {
    use kernel::kind_rules::operators;

    use super::*;

    #[test]
    fn every_offered_comparison_suits_its_kind() {
        for kind in [
            Kind::Text,
            Kind::LongText,
            Kind::Whole,
            Kind::YesNo,
            Kind::Date,
            Kind::Tags,
            Kind::Emails,
            Kind::Addresses,
            Kind::Link("party"),
            Kind::File,
        ] {
            for op in offered(kind).iter().filter(|op| **op != "filled") {
                let op = Op::from_key(op).expect("a comparison");
                assert!(operators(kind).contains(&op), "{op:?} for {kind:?}");
            }
        }
    }
}
