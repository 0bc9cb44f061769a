//! Where what happened and what comes next is written down, and how it is kept.

use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use kernel::access::Act;
use kernel::choice::Choices;
use kernel::kind::Kind;
use kernel::kind_rules::read_text;
use kernel::shape::{Choice, Duration, FieldType, Link, Links, Several};
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use maud::{Markup, html};
use store::save::Change;
use uuid::Uuid;
use web::api::input::reading;
use web::app::App;
use web::components::{
    self, Button, ButtonKind, Composer, Field, Form, Span, Tab, button, form, form_actions,
    form_grid, hidden,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::saved;
use web::screens::form_state::FormState;
use web::screens::{pairs, save_change};
use web::session::Signed;

use super::desk::{Desk, icon_of};
use super::party;
use crate::objects::activity::{Direction, Reminder};
use crate::objects::{Activity, ActivityKind, ActivityStatus};

/// The tabs, with their keys.
const TABS: [(ActivityKind, Option<&str>); 6] = [
    (ActivityKind::Note, Some("n")),
    (ActivityKind::Call, Some("l")),
    (ActivityKind::Meeting, None),
    (ActivityKind::Task, Some("t")),
    (ActivityKind::Email, Some("e")),
    (ActivityKind::Visit, None),
];

/// The composer of a party's page, one tab open.
pub struct Writing<'a> {
    pub desk: Desk<'a>,
    /// The page: `/people/ID`.
    pub href: &'a str,
    pub open: ActivityKind,
    /// The people who may have taken part: id and name.
    pub people: &'a [(Uuid, String)],
    pub state: &'a FormState,
}

impl Writing<'_> {
    pub fn draw(&self) -> Markup {
        let texts: Vec<(String, String)> = TABS
            .iter()
            .map(|(kind, _)| {
                (self.desk.label(*kind), format!("{}?write={}", self.href, kind.key()))
            })
            .collect();
        let tabs: Vec<Tab<'_>> = TABS
            .iter()
            .zip(&texts)
            .map(|((kind, key), (label, href))| Tab {
                label,
                href,
                icon: Some(icon_of(*kind)),
                key: *key,
                current: *kind == self.open,
                ..Tab::default()
            })
            .collect();
        let label = self.desk.text("composer");
        components::composer(&Composer { label: &label, tabs: &tabs, body: Some(self.body()) })
    }

    fn body(&self) -> Markup {
        let action = format!("{}/log", self.href);
        let save = self.desk.text("save");
        let fields = html! {
            (hidden("kind", self.open.key()))
            (self.errors())
            (form_grid(&self.fields()))
            (form_actions(&button(&Button {
                label: &save,
                kind: ButtonKind::Primary,
                key: Some("ctrl+enter"),
                ..Button::default()
            })))
        };
        let whole = Form {
            id: "composer-form",
            action: &action,
            csrf: self.desk.frame.csrf(),
            ..Form::default()
        };
        form(&whole, &fields)
    }

    /// What is wrong beside the fields that the form shows.
    fn errors(&self) -> Markup {
        let words = kernel::words::Words::get();
        let shown = ["subject", "description", "due_on", "start_at", "duration"];
        let others =
            self.state.refusals().iter().filter(|refusal| {
                refusal.field.as_deref().is_none_or(|field| !shown.contains(&field))
            });
        html! {
            @for refusal in others {
                p.error role="alert" { (words.refusal(self.desk.frame.language(), refusal)) }
            }
        }
    }

    fn fields(&self) -> Markup {
        match self.open {
            ActivityKind::Note => html! { (self.description(true)) },
            ActivityKind::Task => html! {
                (self.subject(true))
                (self.day())
                (self.time())
                (self.person())
                (self.description(false))
                (self.remind())
            },
            ActivityKind::Email | ActivityKind::Letter => html! {
                (self.subject(true))
                (self.person())
                (self.direction())
                (self.description(false))
                (self.next_step())
            },
            ActivityKind::Call | ActivityKind::Meeting | ActivityKind::Visit => html! {
                (self.subject(true))
                (self.start())
                (self.minutes())
                (self.person())
                (self.direction())
                (self.description(false))
                (self.outcome())
                (self.next_step())
                (self.remind())
            },
        }
    }

    fn error(&self, name: &str) -> Option<String> {
        let refusal = self.state.refusal(name)?;
        Some(kernel::words::Words::get().refusal(self.desk.frame.language(), refusal))
    }

    fn input(
        &self,
        name: &str,
        key: &str,
        draw: impl Fn(&Field<'_>) -> Markup,
        span: Span,
    ) -> Markup {
        let (label, error) = (self.desk.text(key), self.error(name));
        draw(&Field {
            name,
            label: &label,
            value: self.state.text(name),
            error: error.as_deref(),
            span,
            ..Field::default()
        })
    }

    fn subject(&self, autofocus: bool) -> Markup {
        let key = format!("composer-subject-{}", self.open.key());
        let draw = |field: &Field<'_>| {
            let asked = self.state.mentions("subject");
            components::text(&Field { autofocus: autofocus && asked, required: true, ..*field })
        };
        self.input("subject", &key, draw, Span::Full)
    }

    fn description(&self, only: bool) -> Markup {
        let key = if only { "composer-note" } else { "field-description" };
        let rows = if only { 3 } else { 2 };
        self.input("description", key, |field| components::textarea(field, rows), Span::Full)
    }

    fn day(&self) -> Markup {
        self.input("due_on", "field-due-on", components::date, Span::Half)
    }

    fn time(&self) -> Markup {
        self.input("due_time", "composer-time", components::time, Span::Half)
    }

    fn start(&self) -> Markup {
        self.input("start_at", "field-start-at", components::datetime, Span::Half)
    }

    fn minutes(&self) -> Markup {
        self.input("duration", "field-duration", components::duration, Span::Half)
    }

    fn outcome(&self) -> Markup {
        self.input("outcome", "field-outcome", components::text, Span::Half)
    }

    fn next_step(&self) -> Markup {
        let step = self.input("next_step", "composer-next-step", components::text, Span::Half);
        let day = self.input("next_step_on", "composer-next-step-on", components::date, Span::Half);
        html! { (step) (day) }
    }

    fn person(&self) -> Markup {
        if self.people.is_empty() {
            return html! {};
        }
        let (label, nobody) = (self.desk.text("composer-with"), self.desk.text("composer-nobody"));
        let ids: Vec<String> = self.people.iter().map(|(id, _)| id.to_string()).collect();
        let chosen = self.state.text("with");
        let mut choices =
            vec![components::Choice { label: &nobody, ..components::Choice::default() }];
        choices.extend(ids.iter().zip(self.people).map(|(id, (_, name))| components::Choice {
            value: id,
            label: name,
            selected: id == chosen,
            ..components::Choice::default()
        }));
        components::select(&Field { name: "with", label: &label, ..Field::default() }, &choices)
    }

    fn direction(&self) -> Markup {
        let label = self.desk.text("field-direction");
        let labels =
            [Direction::Outbound, Direction::Inbound].map(|way| (way.key(), self.desk.label(way)));
        let choices = labels.each_ref().map(|(key, label)| components::Choice {
            value: key,
            label,
            selected: self.state.text("direction") == *key,
            ..components::Choice::default()
        });
        components::select(
            &Field { name: "direction", label: &label, ..Field::default() },
            &choices,
        )
    }

    fn remind(&self) -> Markup {
        let (label, never) =
            (self.desk.text("composer-remind"), self.desk.text("composer-remind-never"));
        let labels: Vec<(&str, String)> = Reminder::SET
            .keys
            .iter()
            .map(|key| (*key, self.desk.choice(Reminder::SET, key)))
            .collect();
        let mut choices =
            vec![components::Choice { label: &never, ..components::Choice::default() }];
        choices.extend(labels.iter().map(|(key, label)| components::Choice {
            value: key,
            label,
            selected: self.state.text("reminder") == *key,
            ..components::Choice::default()
        }));
        components::select(&Field { name: "reminder", label: &label, ..Field::default() }, &choices)
    }
}

/// `POST /people/{id}/log`.
pub async fn log(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let state = pairs(&body)?;
    let slug = party::slug(&context);
    party::require_seen(&app, &signed, id).await?;
    let outcome = match written(&app, &signed, id, &state) {
        Ok(activity) => keep(&app, &signed, activity, &state).await,
        Err(refusals) => Err(Error::Refused(refusals)),
    };
    match outcome {
        Ok(change_set) => Ok(saved(&format!("/{slug}/{id}"), change_set)),
        Err(Error::Refused(refusals)) => {
            let page =
                party::page_again(&app, &signed, &context, (id, state.refused(refusals))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The activity that the form tells of.
fn written(
    app: &App,
    signed: &Signed,
    party: Uuid,
    state: &FormState,
) -> Result<Activity, Refusals> {
    let reading = reading(&signed.scope, &app.workspace());
    let mut refusals = Refusals::default();
    let mut read = |name: &str, kind: Kind| match read_text(kind, state.text(name), &reading) {
        Ok(value) => value,
        Err(refusal) => {
            refusals.push(Refusal { field: Some(name.to_owned()), ..refusal });
            Value::Null
        }
    };
    let kind = ActivityKind::from_key(state.text("kind")).unwrap_or(ActivityKind::Note);
    let start: Option<Timestamp> = FieldType::from_value(&read("start_at", Kind::Instant));
    let due_on: Option<jiff::civil::Date> = FieldType::from_value(&read("due_on", Kind::Date));
    let due_at = due_on.and_then(|day| at_time(day, state.text("due_time"), signed));
    let is_ahead = start.is_some_and(|at| at > signed.scope.now);
    let is_planned = kind == ActivityKind::Task || is_ahead;
    let activity = Activity {
        kind: Choice(Some(kind)),
        status: Choice(Some(if is_planned {
            ActivityStatus::Planned
        } else {
            ActivityStatus::Done
        })),
        subject: FieldType::from_value(&read("subject", Kind::Text)),
        description: FieldType::from_value(&read("description", Kind::LongText)),
        party: Link::to(party),
        participants: Links::to(Uuid::try_parse(state.text("with")).into_iter().collect()),
        due_on: due_on.filter(|_| due_at.is_none()),
        due_at,
        start_at: start,
        duration: Duration(read("duration", Kind::Duration).as_int()),
        direction: Choice(Direction::from_key(state.text("direction"))),
        outcome: FieldType::from_value(&read("outcome", Kind::Text)),
        next_step: FieldType::from_value(&read("next_step", Kind::Text)),
        reminders: Several(Reminder::from_key(state.text("reminder")).into_iter().collect()),
        ..Activity::default()
    };
    if activity.subject.is_empty() && activity.description.is_empty() {
        let field = if kind == ActivityKind::Note { "description" } else { "subject" };
        refusals.field(field, "required");
    }
    if refusals.is_empty() { Ok(activity) } else { Err(refusals) }
}

/// A day and a time of the asker's zone.
fn at_time(day: jiff::civil::Date, time: &str, signed: &Signed) -> Option<Timestamp> {
    let time: jiff::civil::Time = time.trim().parse().ok()?;
    Some(day.to_datetime(time).to_zoned(signed.scope.zone.clone()).ok()?.timestamp())
}

/// Keeps the activity and, when a next step was agreed for a day, the task that it is.
async fn keep(app: &App, signed: &Signed, activity: Activity, state: &FormState) -> Result<Uuid> {
    if signed.scope.reach("activity", Act::Create) == kernel::access::Reach::None {
        return Err(Error::Forbidden(Refusal::new("no-right")));
    }
    let day: Option<jiff::civil::Date> = state.text("next_step_on").parse().ok();
    let step = activity.next_step.0.clone();
    let Some(day) = day.filter(|_| !step.is_empty()) else {
        return Ok(save_change(app, signed, "create", Change::create(&activity)).await?.0);
    };
    let task = Activity {
        kind: Choice(Some(ActivityKind::Task)),
        subject: step.into(),
        party: activity.party,
        participants: activity.participants.clone(),
        due_on: Some(day),
        ..Activity::default()
    };
    super::keep::all(app, signed, "create", vec![Change::create(&activity), Change::create(&task)])
        .await
}
