//! `POST /api/v1/imports`: a file comes in and is imported, checked, or kept for its settings.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::response::Response;
use futures_util::TryStreamExt as _;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use kernel::access::Scope;
use kernel::{Error, Refusals};
use store::files::StoredFile;
use tokio_util::io::StreamReader;
use uuid::Uuid;
use web::api::answer::Answer;
use web::api::idempotency::Key;
use web::api::params::unknown_parameter;
use web::api::request::unread;
use web::{ApiError, App, Signed};

use super::asked::{Asked, Then};
use super::{COLLECTION, told};
use crate::import::reading::MAX_FILE_BYTES;
use crate::import::{self, Hands};
use crate::turn::{Begun, Turn};

/// Media types of a file that is the whole body.
pub(super) const TABLES: [&str; 10] = [
    "text/csv",
    "text/tab-separated-values",
    "text/plain",
    "application/csv",
    "application/octet-stream",
    WORKBOOK,
    "application/jsonl",
    "application/x-ndjson",
    "text/vcard",
    "text/x-vcard",
];
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const UNNAMED: &str = "import.csv";
const UNNAMED_WORKBOOK: &str = "import.xlsx";
const UNNAMED_RECORDS: &str = "import.jsonl";
const UNNAMED_CARDS: &str = "import.vcf";

/// Takes a file.
pub async fn bring(
    State(app): State<App>,
    signed: Signed,
    request: Request,
) -> Result<Response, ApiError> {
    let asked = Asked::read(request.uri(), &app.catalog())?;
    let (headers, method, uri) =
        (request.headers().clone(), request.method().clone(), request.uri().clone());
    let (file, name) = take(&app, &signed.scope, request).await?;
    let asker = (&signed.scope.actor, signed.scope.now);
    let key = Key::of(&headers, (&method, &uri), &file.sha256, asker)?;
    let turn = match Turn::begin(&app, key).await {
        Ok(Begun::Ours(turn)) => turn,
        // The bytes came for nothing.
        Ok(Begun::Said(answer)) => {
            app.store().files().remove(file.id).await?;
            return Ok(answer);
        }
        Err(error) => {
            app.store().files().remove(file.id).await?;
            return Err(error);
        }
    };
    let name = asked.name.clone().or(name).unwrap_or_else(|| UNNAMED.to_owned());
    let made = make(&app, &signed.scope, turn.id, (&name, &file), asked).await;
    turn.end(&app, made).await
}

async fn make(
    app: &App,
    scope: &Scope,
    id: Uuid,
    (name, file): (&str, &StoredFile),
    asked: Asked,
) -> Result<Answer, ApiError> {
    match import::get(app, scope, id).await {
        // The attempt before was cut off.
        Ok(_) => app.store().files().remove(file.id).await?,
        Err(Error::NotFound) => import::keep(app, scope, id, (name, file)).await?,
        Err(error) => return Err(error.into()),
    }
    if import::get(app, scope, id).await?.is_draft()
        && let Err(error) = go_on(app, scope, id, asked).await
    {
        // Nobody was told of it.
        import::forget(app, scope, id).await?;
        return Err(error.into());
    }
    let import = import::get(app, scope, id).await?;
    let told = told::whole(app, scope, &import).await?;
    let answer = Answer::ok(told).at_version(import.version);
    Ok(answer.created_at(format!("{COLLECTION}/{id}")))
}

async fn go_on(app: &App, scope: &Scope, id: Uuid, asked: Asked) -> kernel::Result<()> {
    import::set(app, scope, id, asked.settings).await?;
    match asked.then {
        Then::Wait => Ok(()),
        Then::Check => import::check(app, scope, id, Hands::Runner).await,
        Then::Start => import::start(app, scope, id, Hands::Runner).await.map(drop),
    }
}

/// The bytes, and the name that a form or their type gives them.
async fn take(
    app: &App,
    scope: &Scope,
    request: Request,
) -> Result<(StoredFile, Option<String>), ApiError> {
    let kind = media_type(request.headers());
    if kind == "multipart/form-data" {
        let parts = Multipart::from_request(request, app).await;
        return of_form(app, scope, parts.map_err(|error| ApiError::http(error.status()))?).await;
    }
    if !TABLES.contains(&kind.as_str()) {
        return Err(ApiError::http(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let name = match kind.as_str() {
        WORKBOOK => Some(UNNAMED_WORKBOOK),
        "application/jsonl" | "application/x-ndjson" => Some(UNNAMED_RECORDS),
        "text/vcard" | "text/x-vcard" => Some(UNNAMED_CARDS),
        _ => None,
    };
    let name = name.map(str::to_owned);
    of_body(app, scope, request.into_body()).await.map(|file| (file, name))
}

fn media_type(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn of_body(app: &App, scope: &Scope, body: Body) -> Result<StoredFile, ApiError> {
    let broken: Arc<Mutex<Option<axum::Error>>> = Arc::default();
    let noted = Arc::clone(&broken);
    let pieces = body.into_data_stream().map_err(move |error| {
        *noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        std::io::Error::other("the body broke off")
    });
    let taken = import::take(app, scope, StreamReader::new(pieces)).await;
    let broken = broken.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (taken, broken) {
        (Err(_), Some(error)) => Err(unread(&error, MAX_FILE_BYTES)),
        (taken, _) => Ok(taken?),
    }
}

async fn of_form(
    app: &App,
    scope: &Scope,
    mut parts: Multipart,
) -> Result<(StoredFile, Option<String>), ApiError> {
    let broken = |error: axum::extract::multipart::MultipartError| ApiError::http(error.status());
    let mut taken = None;
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default();
        if name != "file" || taken.is_some() {
            return Err(Error::Invalid(Refusals::one(unknown_parameter(name))).into());
        }
        let name = part.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
        let pieces = part.map_err(|error| std::io::Error::other(error.to_string()));
        taken = Some((import::take(app, scope, StreamReader::new(pieces)).await?, name));
    }
    taken.ok_or_else(|| Error::refused("file", "required").into())
}
