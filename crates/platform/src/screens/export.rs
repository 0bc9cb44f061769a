//! `GET /export/{slug}`: the list that its address shows, as a file.

use std::future::ready;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::Uri;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::{Error, Refusal, Refusals, Result};
use url::form_urlencoded::{self, Serializer};
use web::api::params::short;
use web::screens::list::{place, request};
use web::screens::list_state::ListState;
use web::screens::list_view_applied;
use web::{App, PageError, Signed};

use crate::export::{Export, Format, export};

/// Spreadsheets take a file for UTF-8 by this mark alone.
const MARK: &str = "\u{FEFF}";

/// Streams the list.
pub async fn download(
    State(app): State<App>,
    signed: Signed,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, PageError> {
    let (format, address) = without_format(&uri)?;
    let catalog = app.catalog();
    let (object, face) = place(&catalog, &signed.scope, &slug)?;
    let state = ListState::read(&address, &object)?;
    let state = list_view_applied(&app, &signed.scope, &slug, state).await?;
    let wanted = Export {
        request: request(&app, &signed.scope, (&object, &face), &state)?,
        columns: state.column_keys(&object, &face)?,
        format,
        list: Some(slug.clone()),
        asked: state.query(),
    };
    let pieces = export(&app, &signed.scope, wanted).await?;
    let mark = match format {
        Format::Csv => Bytes::from_static(MARK.as_bytes()),
        Format::Xlsx | Format::Json | Format::Vcard => Bytes::new(),
    };
    let pieces = stream::iter([Ok(mark)]).chain(pieces.map_ok(|piece| piece.bytes));
    let body = pieces.try_filter(|bytes| ready(!bytes.is_empty())).map_err(|error| {
        tracing::error!("An export broke off: {error:?}");
        std::io::Error::other("the export broke off")
    });
    let name = format!("{slug}-{}.{}", signed.scope.today(), format.ending());
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// The format, and the address of the list without it.
fn without_format(uri: &Uri) -> Result<(Format, Uri)> {
    let mut format = None;
    let mut rest = Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name == "format" && format.is_none() {
            format = Some(value.into_owned());
        } else {
            rest.append_pair(&name, &value);
        }
    }
    let asked = format.unwrap_or_else(|| Format::Csv.key().to_owned());
    let format = Format::parse(&asked).ok_or_else(|| {
        Error::Invalid(Refusals::one(
            Refusal::field("format", "not-a-choice")
                .with("value", short(&asked))
                .with("choices", Format::ALL.map(Format::key).join(", ")),
        ))
    })?;
    let address = format!("{}?{}", uri.path(), rest.finish());
    Ok((format, address.parse().map_err(|_| Error::invalid("where", "not-an-address-of-list"))?))
}
