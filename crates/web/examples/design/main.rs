//! Serves `/design` and sample pages on loopback under the product's own headers, for looking at
//! them and for the browser checks: `cargo run -p web --example design`.

mod list;
mod people;
mod record;
mod sign_in;

use std::collections::HashMap;

use axum::{
    Form, Router,
    extract::{Path, Query, Request},
    http::{HeaderMap, HeaderValue, StatusCode},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use maud::{Markup, html};
use web::{
    assets,
    components::{
        ErrorPage, PaletteItem, Suggestion, Toast, error_page, page, palette_results, suggestions,
        toast_partial,
    },
    design_page,
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new()
        .route("/", get(record::home))
        .route(
            "/design",
            get(async || shown(design_page::page())).post(async || Redirect::to("/design")),
        )
        .route("/people", get(list::page))
        .route("/people/{id}", get(record::page))
        .route("/people/{id}/peek", get(record::peek))
        .route("/people/{id}/edit", get(record::form).post(record::refused))
        .route("/people/{id}/fields/{field}", get(record::fact).post(record::save_fact))
        .route("/people/{id}/fields/{field}/edit", get(record::edit_fact))
        .route("/empty", get(list::empty))
        .route("/sign-in", get(sign_in::page))
        .route("/settings", get(sign_in::settings))
        .route("/import", get(sign_in::import))
        .route("/palette", get(palette))
        .route("/options", get(options))
        .route(
            "/preferences",
            post(async |headers: HeaderMap| csrf_then(&headers, StatusCode::NO_CONTENT)),
        )
        .route("/activities/{id}/done", post(done))
        .route("/fail", get(fail))
        .route("/assets/{name}", get(assets::serve))
        .layer(middleware::from_fn(secure));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await?;
    println!("http://{}/design", listener.local_addr()?);
    axum::serve(listener, app).await
}

fn shown(markup: Markup) -> Html<String> {
    Html(markup.into_string())
}

async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("content-security-policy", HeaderValue::from_static(POLICY));
    response
}

fn csrf_then(headers: &HeaderMap, status: StatusCode) -> StatusCode {
    if headers.get("x-csrf-token").is_some_and(|token| token == "sample") {
        status
    } else {
        StatusCode::FORBIDDEN
    }
}

async fn options(Query(query): Query<HashMap<String, String>>) -> Html<String> {
    let typed = query.get("q").map(|q| q.to_lowercase()).unwrap_or_default();
    let found: Vec<_> = people::PEOPLE
        .iter()
        .filter(|person| person.company.to_lowercase().contains(&typed))
        .map(|person| Suggestion {
            value: person.id,
            label: person.company,
            detail: Some(person.city),
            organization: true,
        })
        .take(8)
        .collect();
    shown(suggestions(&found, "Nothing found"))
}

async fn palette(Query(query): Query<HashMap<String, String>>) -> Html<String> {
    let typed = query.get("q").map(|q| q.to_lowercase()).unwrap_or_default();
    let found: Vec<_> = people::PEOPLE
        .iter()
        .filter(|person| person.name.to_lowercase().contains(&typed))
        .map(|person| PaletteItem {
            href: person.href,
            label: person.name,
            detail: Some(person.company),
            icon: None,
            organization: false,
            peek: Some("/people/1/peek"),
        })
        .take(6)
        .collect();
    shown(palette_results(&[("Records", &found)]))
}

async fn done(Path(id): Path<String>, Form(fields): Form<HashMap<String, String>>) -> Response {
    if fields.get("csrf").is_none_or(|token| token != "sample") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let message = Toast {
        text: "Done",
        undo: Some(("/undo/1", "Undo")),
        csrf: "sample",
        link: None,
        close: "Close",
    };
    shown(html! { (record::done_item(&format!("m{id}"))) (toast_partial(&message)) })
        .into_response()
}

async fn fail() -> (StatusCode, Html<String>) {
    let body = error_page(&ErrorPage {
        title: "Something broke here.",
        text: "It is written down under this number.",
        reasons: &[],
        request: Some(("Request", "01J9")),
        actions: None,
    });
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        shown(page(&design_page::sample_shell("Error", "/fail"), &body)),
    )
}
