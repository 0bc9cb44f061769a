//! Ties a party to another one, and puts it on lists kept by hand.

use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri};
use kernel::kind::Kind;
use kernel::kind_rules::read_text;
use kernel::record::Record;
use kernel::shape::{FieldType, Link, Shape};
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use maud::{Markup, html};
use store::query;
use store::save::Change;
use uuid::Uuid;
use web::api::input::reading;
use web::api::params::Params;
use web::app::App;
use web::components::{
    self, Choice, Combobox, Crumb, Field, Form, LinkButton, NumberRange, PageHead, Span,
    breadcrumb, combobox, form, form_actions, form_grid, link_button, narrow_page, page_head,
    select, submit,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::{Frame, saved};
use web::screens::form_state::FormState;
use web::screens::{pairs, save_change};
use web::session::Signed;

use super::desk::Desk;
use super::party::slug;
use crate::objects::party::PartyKind;
use crate::objects::relationship_type::End;
use crate::objects::{Party, Relationship, RelationshipType};
use crate::reading::{object, read};
use crate::ties;

/// What the form needs.
struct Needed {
    record: Record,
    types: Vec<(Uuid, RelationshipType)>,
}

async fn needed(app: &App, signed: &Signed, id: Uuid) -> Result<Needed> {
    read(app, &signed.scope, move |tx, asking| {
        Box::pin(async move {
            let record = query::get(tx, asking, object(asking, "party")?, id).await?;
            Ok(Needed { record, types: ties::types(tx, asking).await? })
        })
    })
    .await
}

/// `GET /people/{id}/relate`.
pub async fn form_page(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::of_page(&uri)?;
    let kind = params.take("type");
    params.finish()?;
    let needed = needed(&app, &signed, id).await?;
    let mut state = FormState::default();
    let wanted = needed.types.iter().find(|(_, each)| Some(each.key.as_str()) == kind.as_deref());
    if let Some((type_id, _)) = wanted {
        state.push("way", format!("{type_id}.forth"));
    }
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(draw(Desk { app: &app, frame: &frame }, &needed, &slug(&context), &state))
}

/// `POST /people/{id}/relate`.
pub async fn create(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let state = pairs(&body)?;
    let outcome = match written(&app, &signed, id, &state) {
        Ok(tie) => save_change(&app, &signed, "create", Change::create(&tie)).await,
        Err(refusals) => Err(Error::Refused(refusals)),
    };
    match outcome {
        Ok((change_set, _)) => Ok(saved(&format!("/{}/{id}", slug(&context)), change_set)),
        Err(Error::Refused(refusals)) => {
            let state = state.refused(refusals);
            let needed = needed(&app, &signed, id).await?;
            let frame = Frame::of(&app, &signed, &context).await?;
            let page = draw(Desk { app: &app, frame: &frame }, &needed, &slug(&context), &state);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn written(
    app: &App,
    signed: &Signed,
    own: Uuid,
    state: &FormState,
) -> Result<Relationship, Refusals> {
    let reading = reading(&signed.scope, &app.workspace());
    let mut refusals = Refusals::default();
    let mut read = |name: &str, kind: Kind| match read_text(kind, state.text(name), &reading) {
        Ok(value) => value,
        Err(refusal) => {
            refusals.push(Refusal { field: Some(name.to_owned()), ..refusal });
            Value::Null
        }
    };
    let starts_on = FieldType::from_value(&read("starts_on", Kind::Date));
    let ends_on = FieldType::from_value(&read("ends_on", Kind::Date));
    let strength = FieldType::from_value(&read("strength", Kind::Whole));
    let note = FieldType::from_value(&read("note", Kind::Text));
    let other = Uuid::try_parse(state.text("other")).ok();
    let way = state.text("way").split_once('.');
    let kind = way.and_then(|(id, _)| Uuid::try_parse(id).ok());
    let is_forth = way.is_some_and(|(_, direction)| direction == "forth");
    for (name, is_missing) in [("way", kind.is_none()), ("other", other.is_none())] {
        if is_missing {
            refusals.field(name, "required");
        }
    }
    let (Some(kind), Some(other)) = (kind, other) else {
        return Err(refusals);
    };
    let (from, to) = if is_forth { (own, other) } else { (other, own) };
    let tie = Relationship {
        from: Link::to(from),
        to: Link::to(to),
        relationship_type: Link::to(kind),
        starts_on,
        ends_on,
        strength,
        note,
        ..Relationship::default()
    };
    if refusals.is_empty() { Ok(tie) } else { Err(refusals) }
}

fn draw(desk: Desk<'_>, needed: &Needed, slug: &str, state: &FormState) -> Markup {
    let party = Party::from_values(&needed.record.values);
    let href = format!("/{slug}/{}", needed.record.id());
    let title = desk.text("relate-title");
    let crumbs =
        [Crumb { label: &party.name, href: Some(&href) }, Crumb { label: &title, href: None }];
    let above = breadcrumb(&title, &crumbs);
    let action = format!("{href}/relate");
    let (save, cancel) = (desk.text("save"), desk.text("cancel"));
    let body = html! {
        (form_grid(&fields(desk, &party, &needed.types, state)))
        (form_actions(&html! {
            (submit(&save))
            (link_button(&LinkButton { href: &href, label: &cancel, ..LinkButton::default() }))
        }))
    };
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, above: Some(above), ..PageHead::default() }))
        (form(&Form { id: "relate", action: &action, csrf: desk.frame.csrf(), ..Form::default() }, &body))
    });
    desk.frame.page(&title, &main)
}

fn fields(
    desk: Desk<'_>,
    party: &Party,
    types: &[(Uuid, RelationshipType)],
    state: &FormState,
) -> Markup {
    let words = [
        "relate-way",
        "relate-other",
        "field-starts-on",
        "field-ends-on",
        "field-strength",
        "field-note",
        "clear",
    ]
    .map(|key| desk.text(key));
    let [way, other, since, until, strength, note, clear] = &words;
    let error = |name: &str| {
        let refusal = state.refusal(name)?;
        Some(kernel::words::Words::get().refusal(desk.frame.language(), refusal))
    };
    let errors = ["way", "other", "starts_on", "ends_on", "strength", "note"].map(error);
    let general: Vec<String> = state
        .refusals()
        .iter()
        .filter(|refusal| {
            matches!(refusal.field.as_deref(), None | Some("from" | "to" | "relationship_type"))
        })
        .map(|refusal| kernel::words::Words::get().refusal(desk.frame.language(), refusal))
        .collect();
    let [way_error, other_error, since_error, until_error, strength_error, note_error] = &errors;
    let ways = ways(desk, party, types);
    let choices: Vec<Choice<'_>> = ways
        .iter()
        .map(|(value, label)| Choice {
            value,
            label,
            selected: state.text("way") == value,
            ..Choice::default()
        })
        .collect();
    let value = |name: &str| state.text(name).to_owned();
    html! {
        @for sentence in &general { p.error role="alert" { (sentence) } }
        (select(&Field { name: "way", label: way, error: way_error.as_deref(), required: true, ..Field::default() }, &choices))
        (combobox(
            &Field { name: "other", label: other, value: &value("other"), error: other_error.as_deref(), required: true, ..Field::default() },
            &Combobox { url: "/options/party?any=true", shown: state.text("other.text"), clear },
        ))
        (components::date(&Field { name: "starts_on", label: since, value: &value("starts_on"), error: since_error.as_deref(), ..Field::default() }))
        (components::date(&Field { name: "ends_on", label: until, value: &value("ends_on"), error: until_error.as_deref(), ..Field::default() }))
        (components::number(
            &Field { name: "strength", label: strength, value: &value("strength"), error: strength_error.as_deref(), ..Field::default() },
            &NumberRange { whole: true, unit: None },
        ))
        (components::text(&Field { name: "note", label: note, value: &value("note"), error: note_error.as_deref(), span: Span::Full, ..Field::default() }))
    }
}

/// Every type in the directions in which this party may stand, as "works for".
fn ways(
    desk: Desk<'_>,
    party: &Party,
    types: &[(Uuid, RelationshipType)],
) -> Vec<(String, String)> {
    let language = desk.frame.language();
    let kind = party.kind.0.unwrap_or(PartyKind::Person);
    let mut ways = Vec::new();
    for (id, each) in types {
        let admits = |end: Option<End>| end.unwrap_or(End::Anyone).admits(kind);
        let (forth, back) = (each.label(language, false), each.label(language, true));
        if admits(each.from_kind.0) {
            ways.push((format!("{id}.forth"), forth.to_owned()));
        }
        if admits(each.to_kind.0) && forth != back {
            ways.push((format!("{id}.back"), back.to_owned()));
        }
    }
    ways
}

/// `GET /people/{id}/lists`.
pub async fn lists_page(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let (record, lists) = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move {
            let record = query::get(tx, asking, object(asking, "party")?, id).await?;
            let sql = r#"
                select "id" from "record_list"
                where "deleted_at" is null
                order by "name_key", "id"
                limit 200"#;
            let rows = tx.query(sql, &[]).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
            Ok((record, crate::reading::seen(tx, asking, "record_list", &ids).await?))
        })
    })
    .await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(draw_lists(Desk { app: &app, frame: &frame }, &slug(&context), &record, &lists))
}

fn draw_lists(desk: Desk<'_>, slug: &str, record: &Record, lists: &[Record]) -> Markup {
    let party = Party::from_values(&record.values);
    let href = format!("/{slug}/{}", record.id());
    let (title, label) = (desk.text("lists-title"), desk.text("card-lists"));
    let crumbs =
        [Crumb { label: &party.name, href: Some(&href) }, Crumb { label: &title, href: None }];
    let above = breadcrumb(&title, &crumbs);
    let names: Vec<(String, String)> = lists
        .iter()
        .map(|list| {
            (list.id().to_string(), platform::objects::RecordList::from_values(&list.values).name.0)
        })
        .collect();
    let chosen: Vec<String> = party.lists.0.iter().map(Uuid::to_string).collect();
    let choices: Vec<Choice<'_>> = names
        .iter()
        .map(|(id, name)| Choice {
            value: id,
            label: name,
            selected: chosen.contains(id),
            ..Choice::default()
        })
        .collect();
    let version = record.envelope.version.to_string();
    let (save, cancel, new) = (desk.text("save"), desk.text("cancel"), desk.text("lists-new"));
    let body = html! {
        (form_grid(&components::checkbox_group(
            &Field { name: "lists", label: &label, span: Span::Full, ..Field::default() },
            &choices,
        )))
        (form_actions(&html! {
            (submit(&save))
            (link_button(&LinkButton { href: &href, label: &cancel, ..LinkButton::default() }))
            (link_button(&LinkButton { href: "/lists/new", label: &new, icon: Some("plus"), ..LinkButton::default() }))
        }))
    };
    let action = format!("{href}/lists");
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, above: Some(above), ..PageHead::default() }))
        (form(&Form { id: "lists-form", action: &action, csrf: desk.frame.csrf(), version: Some(&version), ..Form::default() }, &body))
    });
    desk.frame.page(&title, &main)
}

/// `POST /people/{id}/lists`.
pub async fn put_on_lists(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let state = pairs(&body)?;
    let ids = state
        .all("lists")
        .map(|id| Uuid::try_parse(id).map_err(|_| Error::refused("lists", "not-an-id")))
        .collect::<Result<Vec<Uuid>>>()?;
    let change = Change::update("party", id).with("lists", Value::Ids(ids).normalised());
    let (change_set, _) = save_change(&app, &signed, "edit", change).await?;
    Ok(saved(&format!("/{}/{id}", slug(&context)), change_set))
}
