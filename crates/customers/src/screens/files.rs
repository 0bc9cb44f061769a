//! Files on records: taken in as a stream, given out as a download and never as a page.

use axum::body::Body;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderName,
};
use http::{HeaderMap, HeaderValue};
use kernel::access::Act;
use kernel::shape::{File as Stored, Shape};
use kernel::{Error, Refusal, Result};
use maud::{Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use store::files::{self, StoredFile};
use store::save::{Change, save};
use store::{change_set, query};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio_util::io::{ReaderStream, StreamReader};
use uuid::Uuid;
use web::app::App;
use web::components::{
    Crumb, Field, FileDrop, Form, LinkButton, PageHead, breadcrumb, file_drop, form, form_actions,
    link_button, narrow_page, page_head, submit,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::{Frame, saved};
use web::screens::shown::record_href;
use web::session::Signed;

use super::desk::Desk;
use super::party::slug;
use crate::objects::file::clean_name;
use crate::objects::{File, Party};
use crate::picture::{self, media_type};
use crate::reading::{object, read};

/// Bytes of a file.
pub const MOST: u64 = 100 * 1_024 * 1_024;
/// Bytes of a picture.
pub const MOST_OF_PICTURE: u64 = 20 * 1_024 * 1_024;
/// Files of one form.
const MOST_FILES: usize = 20;
/// Bytes that tell what a file is.
const HEAD: u64 = 32;

/// What RFC 8187 leaves as it is in a file's name.
const IN_A_NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// `POST /files/on/{object}/{record}`.
pub async fn upload(
    State(app): State<App>,
    signed: Signed,
    Path((key, record)): Path<(String, Uuid)>,
    multipart: Multipart,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let declared = catalog.object(&key).ok_or(Error::NotFound)?;
    let object_key = declared.key;
    read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move {
            query::get(tx, asking, object(asking, object_key)?, record).await.map(drop)
        })
    })
    .await?;
    let taken = take_all(&app, multipart).await?;
    if taken.is_empty() {
        return Err(Error::refused("file", "required").into());
    }
    let change_set = keep(&app, &signed, (object_key, record), taken).await?;
    let back = record_href(&catalog, object_key, record).unwrap_or_else(|| "/".to_owned());
    Ok(saved(&back, change_set))
}

/// A file that was taken in, with its name and what its bytes say it is.
#[derive(Clone)]
struct Taken {
    name: String,
    file: StoredFile,
    media_type: &'static str,
}

async fn take_all(app: &App, mut multipart: Multipart) -> Result<Vec<Taken>, PageError> {
    let mut taken = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = clean_name(field.file_name().unwrap_or_default());
        if name.is_empty() {
            continue;
        }
        if taken.len() == MOST_FILES {
            return Err(Error::TooLarge(Refusal::new("too-many").with("limit", MOST_FILES)).into());
        }
        let stream = field.map_err(|error| std::io::Error::other(error.to_string()));
        let file = app.store().files().put(StreamReader::new(stream), MOST).await?;
        let kind = sniffed(app, &file).await?;
        taken.push(Taken { name, file, media_type: kind });
    }
    Ok(taken)
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> PageError {
    PageError::http(error.status())
}

async fn sniffed(app: &App, file: &StoredFile) -> Result<&'static str> {
    let mut head = Vec::new();
    let mut reader = app.store().files().reader(file.id).await?.take(HEAD);
    reader.read_to_end(&mut head).await.map_err(anyhow::Error::from)?;
    Ok(media_type(&head))
}

async fn keep(
    app: &App,
    signed: &Signed,
    (object_key, record): (&'static str, Uuid),
    taken: Vec<Taken>,
) -> Result<Uuid> {
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let id = saving.change_set;
    app.store()
        .write(move |tx| {
            let (saving, taken) = (saving.clone(), taken.clone());
            Box::pin(async move {
                let label = json!({"object": "file"});
                change_set::begin_as(tx, &saving.scope, saving.change_set, ("create", &label))
                    .await?;
                let mut changes = Vec::new();
                for each in &taken {
                    files::keep(tx, &each.file, saving.scope.now).await?;
                    let named = (each.name.as_str(), each.media_type);
                    changes.push(Change::create(&File::of(
                        &each.file,
                        named,
                        (object_key, record),
                    )));
                }
                save(tx, &saving, changes).await.map(drop)
            })
        })
        .await?;
    Ok(id)
}

/// `GET /files/{id}/content`: for whoever sees the record that it hangs on, asked each time.
pub async fn download(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let record = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move { query::get(tx, asking, object(asking, "file")?, id).await })
    })
    .await?;
    let file = File::from_values(&record.values);
    let content = file.content.0.ok_or(Error::NotFound)?;
    let reader = app.store().files().reader(content).await?;
    let mut headers = closed_headers();
    headers.insert(CONTENT_DISPOSITION, disposition(&file.name)?);
    // What the sender called it is never told to a browser, only what the bytes are.
    let known = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"];
    let kind = known.into_iter().find(|kind| *kind == file.media_type.as_str());
    let kind = HeaderValue::from_static(kind.unwrap_or("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    if let Some(size) = file.size.and_then(|size| u64::try_from(size).ok()) {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    }
    Ok((headers, Body::from_stream(ReaderStream::new(reader))).into_response())
}

/// Nothing in a file may run, load or be framed.
fn closed_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    let policy = HeaderValue::from_static("sandbox; default-src 'none'");
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(
        HeaderName::from_static("x-content-type-options"),
        HeaderValue::from_static("nosniff"),
    );
    let own = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), own);
    headers
}

/// A download under its name in any script.
fn disposition(name: &str) -> Result<HeaderValue> {
    let encoded = utf8_percent_encode(name, IN_A_NAME);
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .map_err(|error| Error::Broken(anyhow::Error::new(error)))
}

/// `GET /people/{id}/photo`.
pub async fn photo_form(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
) -> Result<Markup, PageError> {
    let record = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move { query::get(tx, asking, object(asking, "party")?, id).await })
    })
    .await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let desk = Desk { app: &app, frame: &frame };
    if !desk.may("party", Act::Edit, &record) {
        return Err(Error::Forbidden(Refusal::new("no-right")).into());
    }
    let party = Party::from_values(&record.values);
    Ok(draw_photo(desk, &format!("/{}/{id}", slug(&context)), &party))
}

fn draw_photo(desk: Desk<'_>, href: &str, party: &Party) -> Markup {
    let words =
        ["head-photo", "photo-drop", "save", "cancel", "photo-text"].map(|key| desk.text(key));
    let [title, invitation, save, cancel, text] = &words;
    let crumbs =
        [Crumb { label: &party.name, href: Some(href) }, Crumb { label: title, href: None }];
    let above = breadcrumb(title, &crumbs);
    let action = format!("{href}/photo");
    let field =
        Field { name: "photo", label: title, bare: true, required: true, ..Field::default() };
    let drop = FileDrop {
        accept: Some("image/png,image/jpeg,image/webp,image/gif"),
        multiple: false,
        invitation,
    };
    let body = html! {
        (file_drop(&field, &drop))
        (form_actions(&html! {
            (submit(save))
            (link_button(&LinkButton { href, label: cancel, ..LinkButton::default() }))
        }))
    };
    let main = narrow_page(&html! {
        (page_head(&PageHead { title, above: Some(above), ..PageHead::default() }))
        p { (text) }
        (form(&Form { id: "photo-form", action: &action, csrf: desk.frame.csrf(), files: true, ..Form::default() }, &body))
    });
    desk.frame.page(title, &main)
}

/// `POST /people/{id}/photo`.
pub async fn photo(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    mut multipart: Multipart,
) -> Result<Response, PageError> {
    super::party::require_seen(&app, &signed, id).await?;
    let mut sent = None;
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        if field.name() == Some("photo") {
            let stream = field.map_err(|error| std::io::Error::other(error.to_string()));
            sent = Some(gathered(StreamReader::new(stream)).await?);
        }
    }
    let sent = sent
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| Error::refused("photo", "required"))?;
    let made = tokio::task::spawn_blocking(move || picture::remade(&sent))
        .await
        .map_err(|error| Error::Broken(anyhow::Error::new(error)))??;
    let file = app.store().files().put(made.as_slice(), MOST).await?;
    let change_set = show_photo(&app, &signed, id, file).await?;
    Ok(saved(&format!("/{}/{id}", slug(&context)), change_set))
}

async fn gathered(source: impl AsyncRead + Unpin) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut source = source.take(MOST_OF_PICTURE + 1);
    source.read_to_end(&mut bytes).await.map_err(anyhow::Error::from)?;
    let is_over = u64::try_from(bytes.len()).is_ok_and(|size| size > MOST_OF_PICTURE);
    if is_over {
        let limit = MOST_OF_PICTURE / 1_048_576;
        return Err(Error::TooLarge(Refusal::new("file-too-large").with("limit", limit)));
    }
    Ok(bytes)
}

async fn show_photo(app: &App, signed: &Signed, id: Uuid, file: StoredFile) -> Result<Uuid> {
    let saving = app.saving(signed.scope.clone(), Uuid::now_v7());
    let change_set = saving.change_set;
    app.store()
        .write(move |tx| {
            let (saving, file) = (saving.clone(), file.clone());
            Box::pin(async move {
                let label = json!({"object": "party"});
                change_set::begin_as(tx, &saving.scope, saving.change_set, ("edit", &label))
                    .await?;
                files::keep(tx, &file, saving.scope.now).await?;
                let change = Change::update("party", id).set(Party::photo, &Stored(Some(file.id)));
                save(tx, &saving, vec![change]).await.map(drop)
            })
        })
        .await?;
    Ok(change_set)
}

/// `GET /parties/{id}/photo/{photo}`: the picture of a party that the asker sees.
pub async fn show_picture(
    State(app): State<App>,
    signed: Signed,
    Path((id, photo)): Path<(Uuid, Uuid)>,
) -> Result<Response, PageError> {
    let record = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move { query::get(tx, asking, object(asking, "party")?, id).await })
    })
    .await?;
    if Party::from_values(&record.values).photo.0 != Some(photo) {
        return Err(Error::NotFound.into());
    }
    let bytes = app.store().files().read(photo, MOST_OF_PICTURE).await?;
    let mut headers = closed_headers();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(&bytes)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok((headers, bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_is_one_header() {
        let header = disposition("报价 “x”; a=b.pdf").unwrap();
        let text = header.to_str().unwrap();
        assert!(text.starts_with("attachment; filename*=UTF-8''%E6%8A%A5"), "{text}");
        assert!(
            !text.trim_start_matches("attachment; filename").contains([';', '"', ' ']),
            "{text}"
        );
    }
}
