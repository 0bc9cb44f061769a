//! `/export/{slug}`: the list that its address shows, or the rows that were ticked in it, as a file.
//! What is long is prepared by a job instead.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use http::Uri;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::access::Scope;
use kernel::{Error, Refusals, Result};
use maud::{Markup, html};
use url::form_urlencoded::{self, Serializer};
use uuid::Uuid;
use web::api::params::unknown_parameter;
use web::components::{
    ButtonKind, Form, LinkButton, PageHead, form, form_actions, hidden, link_button, narrow_page,
    page_head, submit as submit_button,
};
use web::frame::Frame;
use web::redirect::see_other;
use web::{App, PageError, RequestContext, Signed};

use super::fields::Fields;
use crate::export::{self, Export, Manner, Source};

/// `GET`: streams the list; the page that asks for its preparation when it is long.
pub async fn download(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, PageError> {
    let (manner, query) = without_manner(&uri, true)?;
    let source = Source::List { slug: slug.clone(), query, ids: Vec::new() };
    let wanted = source.export(&app, &signed.scope, manner).await?;
    export::check(&signed.scope, &wanted)?;
    if export::is_large(&app, &signed.scope, &wanted).await? {
        let frame = Frame::of(&app, &signed, &context).await?;
        return Ok(prepare(&frame, (&slug, &wanted.asked), manner).into_response());
    }
    stream(&app, &signed.scope, (&slug, wanted)).await
}

/// `POST`: the rows that were ticked, or all of the list; what is long is prepared.
pub async fn submit(
    State(app): State<App>,
    signed: Signed,
    Path(slug): Path<String>,
    uri: Uri,
    fields: Fields,
) -> Result<Response, PageError> {
    let (manner, rest) = without_manner(&uri, true)?;
    if let Some((name, _)) = form_urlencoded::parse(rest.as_bytes()).next() {
        return Err(Error::Invalid(Refusals::one(unknown_parameter(&name))).into());
    }
    // The bar of ticked rows asks who shall get them, too.
    let is_known =
        |name: &str| matches!(name, "filter" | "all" | "id") || name.starts_with("owner");
    let fields = fields.only_those(is_known)?;
    let all = fields.one("all") == "true";
    let ids = fields
        .all("id")
        .into_iter()
        .map(|id| Uuid::try_parse(id).map_err(|_| Error::refused("id", "not-an-id")));
    let ids: Vec<Uuid> = if all { Vec::new() } else { ids.collect::<Result<_>>()? };
    if ids.is_empty() && !all {
        return Err(Error::refused("id", "required").into());
    }
    let query = fields.one("filter").to_owned();
    let source = Source::List { slug: slug.clone(), query, ids };
    let wanted = source.export(&app, &signed.scope, manner).await?;
    export::check(&signed.scope, &wanted)?;
    if export::is_large(&app, &signed.scope, &wanted).await? {
        let id = Uuid::now_v7();
        // A view may change until the job comes to it.
        let query = wanted.asked.clone();
        let source = match source {
            Source::List { slug, ids, .. } => Source::List { slug, query, ids },
            other => other,
        };
        export::begin(&app, &signed.scope, id, (source, manner)).await?;
        return Ok(see_other(&format!("/settings/exports/{id}")));
    }
    stream(&app, &signed.scope, (&slug, wanted)).await
}

async fn stream(
    app: &App,
    scope: &Scope,
    (slug, wanted): (&str, Export),
) -> Result<Response, PageError> {
    let format = wanted.manner.format;
    let body = streamed(app, scope, wanted).await?;
    let name = format!("{slug}-{}.{}", scope.today(), format.ending());
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, body).into_response())
}

/// The pieces of an export as a body; one that breaks off is cut, so that it is not taken for whole.
///
/// # Errors
/// As [`export::export`].
pub async fn streamed(app: &App, scope: &Scope, wanted: Export) -> Result<Body> {
    let pieces = export::export(app, scope, wanted).await?;
    let bytes =
        pieces.try_filter_map(async |piece| Ok((!piece.bytes.is_empty()).then_some(piece.bytes)));
    Ok(Body::from_stream(bytes.map_err(|error| {
        tracing::error!("An export broke off: {error:?}");
        std::io::Error::other("the export broke off")
    })))
}

/// Says that the file is prepared, and asks for it.
fn prepare(frame: &Frame, (slug, query): (&str, &str), manner: Manner) -> Markup {
    let title = frame.text("exports-long-title");
    let action = format!("/export/{slug}?format={}", manner.format.key());
    let action = if manner.format == export::Format::Csv {
        format!("{action}&bom={}", manner.bom)
    } else {
        action
    };
    let mark = if query.is_empty() { "" } else { "?" };
    let (back, cancel) = (format!("/{slug}{mark}{query}"), frame.text("cancel"));
    let body = html! {
        (hidden("filter", query))
        (hidden("all", "true"))
        (form_actions(&html! {
            (submit_button(&frame.text("exports-prepare")))
            (link_button(&LinkButton { href: &back, label: &cancel, kind: ButtonKind::Plain, ..LinkButton::default() }))
        }))
    };
    let note = frame.text("exports-long");
    let main = narrow_page(&html! {
        (page_head(&PageHead { title: &title, note: Some(&note), ..PageHead::default() }))
        (form(&Form { id: "prepare", action: &action, csrf: frame.csrf(), ..Form::default() }, &body))
    });
    frame.page(&title, &main)
}

/// How the file shall be, and the query of the list without it; whether a CSV has a byte-order mark
/// when nobody says.
///
/// # Errors
/// As [`Manner::read`].
pub fn without_manner(uri: &Uri, usual: bool) -> Result<(Manner, String)> {
    let (mut format, mut bom) = (None, None);
    let mut rest = Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "format" if format.is_none() => format = Some(value.into_owned()),
            "bom" if bom.is_none() => bom = Some(value.into_owned()),
            _ => drop(rest.append_pair(&name, &value)),
        }
    }
    Ok((Manner::read(format.as_deref(), bom.as_deref(), usual)?, rest.finish()))
}
