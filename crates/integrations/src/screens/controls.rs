//! The fields of an endpoint, and small things that its pages share.

use kernel::Result;
use maud::{Markup, html};
use platform::pages::{Faults, Fields, Page};
use store::tx::Tx;
use uuid::Uuid;
use web::app::App;
use web::components::{
    Button, Choice, Fact, FactCard, Field, Span, TagColour, button, fact_card, hidden, select, tag,
    text, textarea, url,
};

use crate::webhook::{Draft, Webhook};

/// The names of the fields.
pub const NAMES: [&str; 4] = ["name", "url", "events", "user"];

/// Users whose rights may be used: id and name.
pub type People = Vec<(String, String)>;

/// Puts what was typed into a draft.
pub fn read(fields: &Fields, draft: &mut Draft) {
    fields.one("name").clone_into(&mut draft.name);
    fields.one("url").clone_into(&mut draft.url);
    let lines = fields.one("events").split([',', '\n']).map(str::trim);
    draft.events = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
    draft.events.dedup();
    draft.user = Uuid::try_parse(fields.one("user")).unwrap_or_default();
}

/// The users that may sign in, by name.
///
/// # Errors
/// When the database fails.
pub async fn people(app: &App) -> Result<People> {
    app.store().read(|tx| Box::pin(active_users(tx))).await
}

async fn active_users(tx: &mut Tx) -> Result<People> {
    let sql = r#"
        select "id", "name" from "user"
        where "active" = $1
        and "deleted_at" is null
        order by "name_key", "id"
        limit 1000"#;
    let rows = tx.query(sql, &[true.into()]).await?;
    let one = |row: &store::Row| {
        Ok((row.id(0)?.to_string(), row.opt_text(1)?.unwrap_or_default().to_owned()))
    };
    rows.iter().map(one).collect()
}

/// Draws the fields.
pub fn controls(page: &Page, draft: &Draft, people: &People, faults: &Faults) -> Markup {
    let words = |key: &str| page.text(&format!("webhooks-{key}"));
    let labels = NAMES.map(words);
    let helps = NAMES.map(|name| words(&format!("{name}-help")));
    let ([name, address, events, user], [name_help, address_help, events_help, user_help]) =
        (&labels, &helps);
    let chosen = draft.user.to_string();
    let choices: Vec<Choice> = people
        .iter()
        .map(|(id, name)| Choice {
            value: id,
            label: name,
            selected: *id == chosen,
            ..Choice::default()
        })
        .collect();
    html! {
        (text(&Field { name: "name", label: name, value: &draft.name, help: Some(name_help), error: faults.field("name"),
            required: true, max_length: Some(100), ..Field::default() }))
        (url(&Field { name: "url", label: address, value: &draft.url, help: Some(address_help), error: faults.field("url"),
            required: true, placeholder: Some("https://"), max_length: Some(2_000), ..Field::default() }))
        (textarea(&Field { name: "events", label: events, value: &draft.events.join("\n"), help: Some(events_help),
            error: faults.field("events"), required: true, span: Span::Half, ..Field::default() }, 3))
        (select(&Field { name: "user", label: user, help: Some(user_help), error: faults.field("user"), required: true, ..Field::default() },
            &choices))
    }
}

/// A form that is one button.
pub fn press(page: &Page, action: &str, label: &str, more: &Button) -> Markup {
    html! {
        form method="post" action=(action) {
            (hidden("csrf", page.frame.csrf()))
            (button(&Button { label: &page.text(label), ..*more }))
        }
    }
}

/// Whether an endpoint is on, off or failing.
pub fn state(page: &Page, webhook: &Webhook) -> Markup {
    match (webhook.active, webhook.failing_since) {
        (false, _) => tag(TagColour::Slate, &page.text("webhooks-off")),
        (true, Some(_)) => tag(TagColour::Red, &page.text("webhooks-failing")),
        (true, None) => tag(TagColour::Green, &page.text("webhooks-on")),
    }
}

/// When something was; or that it never was.
pub fn at(page: &Page, instant: Option<jiff::Timestamp>) -> String {
    instant.map_or_else(|| page.text("webhooks-never"), |at| page.frame.format().date_time(at))
}

/// What is known, those lines that say something: Fluent key of the label, value.
pub fn standing(page: &Page, known: Vec<(&str, Option<Markup>)>) -> Markup {
    let known: Vec<(&str, String, Option<Markup>)> = known
        .into_iter()
        .filter(|(_, value)| value.is_some())
        .map(|(key, value)| (key, page.text(key), value))
        .collect();
    let facts: Vec<Fact> = known
        .iter()
        .map(|(id, label, value)| Fact { id, label, value: value.clone(), ..Fact::default() })
        .collect();
    let title = page.text("webhooks-health");
    fact_card(&FactCard { id: "standing", title: &title, facts: &facts, ..FactCard::default() })
}
