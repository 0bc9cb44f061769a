//! The saved views and hand-kept lists of the demo company.

use kernel::filter::RawFilter;
use kernel::language::Language;
use kernel::shape::Choice;
use kernel::telling::{standard_id, standard_text};
use platform::objects::{Audience, RecordList, SavedView};
use uuid::Uuid;

const LISTS: [&str; 3] = ["fair", "cards", "reference"];

pub fn lists(language: Language) -> Vec<(Uuid, RecordList)> {
    LISTS
        .into_iter()
        .map(|key| {
            let list = RecordList {
                name: standard_text(&format!("list-{key}"), language).into(),
                purpose: standard_text(&format!("list-{key}-purpose"), language).into(),
            };
            (standard_id(&format!("list-{key}")), list)
        })
        .collect()
}

struct View {
    key: &'static str,
    face: &'static str,
    filter: Vec<(&'static str, &'static str, &'static str)>,
    sort: &'static str,
}

fn views() -> Vec<View> {
    let view = |key, face, filter, sort| View { key, face, filter, sort };
    vec![
        view("mine", "companies", vec![("owner", "eq", "me")], "next_step_on"),
        view("late", "companies", vec![("next_step_on", "within", "past")], "next_step_on"),
        view(
            "nothing",
            "companies",
            vec![("next_step_on", "empty", "true"), ("roles", "in", "customer")],
            "last_activity_at",
        ),
        view(
            "quiet",
            "companies",
            vec![("last_activity_at", "within", "older-than-90d")],
            "last_activity_at",
        ),
        view("dealers", "companies", vec![("roles", "in", "dealer")], "sort_name"),
        view("suppliers", "companies", vec![("roles", "in", "supplier")], "sort_name"),
        view(
            "china",
            "companies",
            vec![("country", "eq", "CN"), ("roles", "in", "customer")],
            "sort_name",
        ),
        view("spain", "people", vec![("organization.country", "eq", "ES")], "sort_name"),
        view(
            "week",
            "activities",
            vec![("status", "eq", "planned"), ("occurs_at", "within", "this-week")],
            "occurs_at",
        ),
        view(
            "done",
            "activities",
            vec![("status", "eq", "done"), ("occurs_at", "within", "last-30d")],
            "-occurs_at",
        ),
    ]
}

pub fn saved(language: Language) -> Vec<(Uuid, SavedView)> {
    views()
        .into_iter()
        .zip(1..)
        .map(|(view, position)| {
            let all =
                view.filter.iter().map(|(field, op, value)| RawFilter::compare(field, op, value));
            let key = format!("view-{}", view.key);
            let filter = RawFilter::All { all: all.collect() };
            let saved = SavedView {
                name: standard_text(&key, language).into(),
                face: view.face.into(),
                audience: Choice(Some(Audience::Everyone)),
                filter: serde_json::to_string(&filter).unwrap_or_default().into(),
                sort: view.sort.into(),
                position: Some(position),
                ..SavedView::default()
            };
            (standard_id(&key), saved)
        })
        .collect()
}
