//! Hands a party, or everything somebody looks after, over to a colleague: one act that can be
//! taken back.

use axum::extract::{Path, RawForm, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::access::Act;
use kernel::shape::Shape;
use kernel::value::Value;
use kernel::words::Words;
use kernel::{Error, Refusal, Result};
use maud::{Markup, html};
use store::query;
use store::save::Change;
use uuid::Uuid;
use web::app::App;
use web::components::{
    self, Combobox, Crumb, Field, Form, LinkButton, PageHead, Span, breadcrumb, combobox, form,
    form_actions, form_grid, link_button, narrow_page, page_head, submit,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::{Frame, saved};
use web::screens::form_input::{OWNERS, owner_unsaid, says_nobody};
use web::screens::pairs;
use web::session::Signed;

use super::desk::Desk;
use super::party::slug;
use crate::objects::{Party, PartyKind};
use crate::reading::{object, read};

/// Records that one page hands over; more are handed over from a list, by a job.
const MOST: i64 = 500;

/// `GET /people/{id}/transfer`.
pub async fn form_page(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(page(Desk { app: &app, frame: &frame }, &slug(&context), id, None).await?)
}

/// The page, with what is wrong about the owner.
async fn page(desk: Desk<'_>, slug: &str, id: Uuid, wrong: Option<&str>) -> Result<Markup> {
    let record = read(desk.app, desk.frame.scope(), move |tx, asking| {
        Box::pin(async move { query::get(tx, asking, object(asking, "party")?, id).await })
    })
    .await?;
    if !desk.may("party", Act::Reassign, &record) {
        return Err(Error::Forbidden(Refusal::new("no-right")));
    }
    Ok(draw(desk, slug, (id, &Party::from_values(&record.values)), wrong))
}

fn draw(desk: Desk<'_>, slug: &str, (id, party): (Uuid, &Party), wrong: Option<&str>) -> Markup {
    let href = format!("/{slug}/{id}");
    let words = [
        "transfer-title",
        "transfer-to",
        "transfer-people",
        "transfer-plans",
        "transfer-do",
        "cancel",
        "clear",
    ]
    .map(|key| desk.text(key));
    let [title, to, people, plans, act, cancel, clear] = &words;
    let crumbs =
        [Crumb { label: &party.name, href: Some(&href) }, Crumb { label: title, href: None }];
    let above = breadcrumb(title, &crumbs);
    let whole = |name, label| Field { name, label, span: Span::Full, ..Field::default() };
    let body = html! {
        (form_grid(&html! {
            (combobox(&Field { required: true, error: wrong, ..whole("owner", to) }, &Combobox { url: OWNERS, shown: "", clear }))
            @if party.kind.0 == Some(PartyKind::Organization) { (components::checkbox(&whole("people", people), true)) }
            (components::checkbox(&whole("plans", plans), true))
        }))
        (form_actions(&html! {
            (submit(act))
            (link_button(&LinkButton { href: &href, label: cancel, ..LinkButton::default() }))
        }))
    };
    let action = format!("{href}/transfer");
    let main = narrow_page(&html! {
        (page_head(&PageHead { title, above: Some(above), ..PageHead::default() }))
        (form(&Form { id: "transfer", action: &action, csrf: desk.frame.csrf(), ..Form::default() }, &body))
    });
    desk.frame.page(title, &main)
}

/// `POST /people/{id}/transfer`.
pub async fn transfer(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    RawForm(body): RawForm,
) -> Result<Response, PageError> {
    let state = pairs(&body)?;
    let owner = match state.text("owner") {
        _ if says_nobody(&state) => Value::Null,
        "me" => signed.scope.user().map_or(Value::Null, Value::Id),
        text => match Uuid::try_parse(text) {
            Ok(id) => Value::Id(id),
            Err(_) => {
                let frame = Frame::of(&app, &signed, &context).await?;
                let wrong = Words::get().refusal(signed.scope.language, &owner_unsaid());
                let desk = Desk { app: &app, frame: &frame };
                let again = page(desk, &slug(&context), id, Some(&wrong)).await?;
                return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
            }
        },
    };
    let ticked = |name: &str| state.all(name).last() == Some("true");
    let (people, plans) = (ticked("people"), ticked("plans"));
    let parties = if people { with_people(&app, &signed, id).await? } else { vec![id] };
    let planned = if plans { planned(&app, &signed, parties.clone()).await? } else { Vec::new() };
    let give = |object, id| Change::update(object, id).with("owner", owner.clone());
    let mut changes: Vec<Change> = parties.iter().map(|id| give("party", *id)).collect();
    changes.extend(planned.into_iter().map(|id| give("activity", id)));
    let change_set = super::keep::all(&app, &signed, "transfer", changes).await?;
    Ok(saved(&format!("/{}/{id}", slug(&context)), change_set))
}

/// The company and its people that the asker may hand over.
async fn with_people(app: &App, signed: &Signed, id: Uuid) -> Result<Vec<Uuid>> {
    read(app, &signed.scope, move |tx, asking| {
        Box::pin(async move {
            let sql = format!(
                r#"
                select "id" from "party"
                where "organization" = $1 and "deleted_at" is null
                order by "sort_name_key", "id"
                limit {MOST}"#
            );
            let rows = tx.query(&sql, &[id.into()]).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
            let party = object(asking, "party")?;
            let mine = query::get_many(tx, asking, party, &ids, Act::Reassign).await?;
            Ok(std::iter::once(id).chain(mine.iter().map(kernel::record::Record::id)).collect())
        })
    })
    .await
}

/// What is planned with them and may be handed over.
async fn planned(app: &App, signed: &Signed, parties: Vec<Uuid>) -> Result<Vec<Uuid>> {
    read(app, &signed.scope, move |tx, asking| {
        let parties = parties.clone();
        Box::pin(async move {
            let sql = format!(
                r#"
                select "id" from "activity"
                where "party" in ({{}}) and "status" = 'planned' and "deleted_at" is null
                order by "occurs_at", "id"
                limit {MOST}"#
            );
            let ids = parties.iter().map(|id| store::SqlValue::Id(*id));
            let rows = crate::hooks::by_ids(tx, &sql, &[], ids).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
            let activity = object(asking, "activity")?;
            let mine = query::get_many(tx, asking, activity, &ids, Act::Reassign).await?;
            Ok(mine.iter().map(kernel::record::Record::id).collect())
        })
    })
    .await
}
