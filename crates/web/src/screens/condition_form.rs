//! The form that writes one condition, with what most people want one press away.

use kernel::country::Country;
use kernel::kind::Kind;
use kernel::object::Field as Declared;
use maud::{Markup, html};

use super::conditions::{declared, offered_for, operator_word, path_label, period_words};
use super::form_state::FormState;
use super::list_state::{Condition, ListState};
use super::list_view::ListView;
use super::shown::choice_label;
use super::widgets::Widgets;
use crate::components::{
    Choice, Field, LinkButton, field as labelled, icon, input_control, link_button, select, submit,
};

/// The periods that are one press away.
const PERIODS: [&str; 12] = [
    "today",
    "yesterday",
    "this-week",
    "this-month",
    "this-year",
    "last-30d",
    "last-90d",
    "older-than-30d",
    "older-than-90d",
    "tomorrow",
    "next-7d",
    "next-30d",
];

/// Draws the form of a condition about a path.
pub fn draw(view: &ListView<'_>, path: &str, field: &Declared) -> Markup {
    let before = view.state.changing.and_then(|place| view.state.conditions.get(place));
    let legend = path_label(view, path);
    let cancel = view.state.with(|_| {});
    let cancel_word = view.word("cancel");
    html! {
        div.condition {
            form.condition-form method="get" action=(view.state.path) aria-label=(legend) {
                @for (name, value) in kept(view) { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="new.field" value=(path);
                strong { (legend) }
                (operators(view, path, field, before))
                (value(view, path, field, before))
                (submit(&view.word("list-apply")))
                (link_button(&LinkButton { href: &cancel, label: &cancel_word, ..LinkButton::default() }))
            }
            (shortcuts(view, path, field))
            (over_the_link(view, path, field))
        }
    }
}

/// The rest of the list's state, without the condition that is being changed.
fn kept(view: &ListView<'_>) -> Vec<(String, String)> {
    let mut state = view.state.first_page();
    if let Some(place) = view.state.changing.filter(|place| *place < state.conditions.len()) {
        state.conditions.remove(place);
    }
    let address = state.address();
    let query = address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn operators(
    view: &ListView<'_>,
    path: &str,
    field: &Declared,
    before: Option<&Condition>,
) -> Markup {
    let chosen = before.map(|condition| match (condition.op.as_str(), condition.value.as_str()) {
        ("empty", "false") => "filled",
        ("eq", _) if matches!(field.kind, Kind::Choice(_) | Kind::Choices(_)) => "in",
        ("ne", _) if matches!(field.kind, Kind::Choice(_) | Kind::Choices(_)) => "nin",
        (op, _) => op,
    });
    let ops = offered_for(field);
    if let [only] = ops {
        return html! { input type="hidden" name="new.op" value=(only); };
    }
    let words: Vec<(&str, String)> =
        ops.iter().map(|op| (*op, operator_word(view, path, op, ""))).collect();
    let choices: Vec<Choice<'_>> = words
        .iter()
        .map(|(op, word)| Choice {
            value: op,
            label: word,
            selected: chosen == Some(*op),
            help: None,
        })
        .collect();
    let label = view.word("list-operator");
    select(&Field { name: "new.op", label: &label, bare: true, ..Field::default() }, &choices)
}

fn value(view: &ListView<'_>, path: &str, field: &Declared, before: Option<&Condition>) -> Markup {
    let label = view.word("list-value");
    let written = before.filter(|condition| !matches!(condition.op.as_str(), "empty" | "within"));
    let written = written.map_or("", |condition| condition.value.as_str());
    let bare = Field {
        name: "new.value",
        label: &label,
        value: written,
        bare: true,
        autofocus: true,
        ..Field::default()
    };
    match field.kind {
        Kind::Choice(set) | Kind::Choices(set) => {
            let words: Vec<(&str, String)> = set
                .keys
                .iter()
                .map(|key| (*key, choice_label(view.frame.language(), set, key)))
                .collect();
            picks(&words, written)
        }
        Kind::YesNo => {
            let (yes, no) = (view.word("yes"), view.word("no"));
            let choice = |value, label| Choice {
                value,
                label,
                selected: written == value,
                ..Choice::default()
            };
            select(&bare, &[choice("true", &yes), choice("false", &no)])
        }
        Kind::Link(target) | Kind::Links(target) => linked(view, path, target, &bare),
        Kind::Date | Kind::Instant => typed(&bare, "date", None),
        Kind::Text if field.key == "country" => countries(view, &bare),
        Kind::Money => {
            input_control(&Field { placeholder: Some("1000 EUR"), ..bare }, "text", None)
        }
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent => typed(&bare, "text", Some("decimal")),
        _ => typed(&bare, "text", None),
    }
}

fn typed(bare: &Field<'_>, kind: &str, mode: Option<&str>) -> Markup {
    labelled(bare, &input_control(bare, kind, mode))
}

/// Several of a few: each is a box to tick.
fn picks(words: &[(&str, String)], written: &str) -> Markup {
    html! {
        span.picks {
            @for (key, word) in words {
                label.pick {
                    input type="checkbox" name={ "new.pick." (key) } value="true" checked[written.split(',').any(|each| each.trim() == *key)];
                    span { (word) }
                }
            }
        }
    }
}

fn countries(view: &ListView<'_>, field: &Field<'_>) -> Markup {
    let language = view.frame.language();
    let mut names: Vec<(&str, &str)> =
        Country::all().map(|country| (country.code(), country.name(language))).collect();
    names.sort_by_key(|(_, name)| *name);
    let choices: Vec<Choice<'_>> = names
        .into_iter()
        .map(|(value, label)| Choice {
            value,
            label,
            selected: value == field.value,
            ..Choice::default()
        })
        .collect();
    select(field, &choices)
}

/// A record by typing; without script the words are looked for in its title.
fn linked(view: &ListView<'_>, path: &str, target: &'static str, bare: &Field<'_>) -> Markup {
    let state = FormState::default();
    let widgets = Widgets {
        language: view.frame.language(),
        object: view.object,
        state: &state,
        currency: "",
        bare: true,
        autofocus: None,
    };
    let direct = !path.contains('.');
    let catalog = view.app.catalog();
    let title = catalog.object(target).and_then(|object| object.title_field());
    let me = if target == "user" { "?me=true" } else { "" };
    html! {
        @if let (true, Some(title)) = (direct, title) {
            input type="hidden" name="new.title" value={ (path) "." (title.key) };
        }
        (widgets.link_named("new.value", bare.label, &format!("/options/{target}{me}")))
    }
}

/// What most people want, one press away.
fn shortcuts(view: &ListView<'_>, path: &str, field: &Declared) -> Markup {
    let links: Vec<(String, String)> = match field.kind {
        Kind::Date | Kind::Instant => PERIODS
            .iter()
            .map(|period| (period_words(view, period), applied(view, path, ("within", period))))
            .collect(),
        Kind::Link("user") | Kind::Links("user") => {
            vec![(view.word("value-me"), applied(view, path, ("eq", "me")))]
        }
        Kind::Link("team") | Kind::Links("team") => {
            vec![(view.word("value-my-teams"), applied(view, path, ("in", "my-teams")))]
        }
        _ => return html! {},
    };
    html! {
        p.choices { @for (word, href) in &links { a.btn.btn-s href=(href) { (word) } } }
    }
}

fn applied(view: &ListView<'_>, path: &str, (op, value): (&str, &str)) -> String {
    let condition = Condition { field: path.to_owned(), op: op.into(), value: value.into() };
    let changing = view.state.changing;
    view.state.with(|state: &mut ListState| {
        if let Some(place) = changing {
            state.drop_condition(place);
        }
        state.put(condition);
    })
}

/// A link leads on to what the linked record is like.
fn over_the_link(view: &ListView<'_>, path: &str, field: &Declared) -> Markup {
    let Kind::Link(target) = field.kind else {
        return html! {};
    };
    if path.contains('.') {
        return html! {};
    }
    let catalog = view.app.catalog();
    let Some(object) = catalog.object(target) else {
        return html! {};
    };
    let face = object.faces.iter().find(|face| face.key == field.key).or(object.faces.first());
    let paths: Vec<String> = face
        .map(|face| face.filters.iter().map(|key| format!("{path}.{key}")).collect())
        .unwrap_or_default();
    if paths.is_empty() {
        return html! {};
    }
    html! {
        p.choices {
            span.muted { (view.frame.with("list-over-link", &[("name", path_label(view, path).into())])) }
            @for over in paths.iter().filter(|over| declared(view, over).is_some()) {
                a.btn.btn-quiet.btn-s href=(view.state.with(|state| state.adding = Some(over.clone()))) {
                    (over_label(view, over)) (icon("chevron-right", None))
                }
            }
        }
    }
}

fn over_label(view: &ListView<'_>, path: &str) -> String {
    let whole = path_label(view, path);
    whole.split_once(" · ").map_or_else(|| whole.clone(), |(_, over)| over.to_owned())
}
