//! Stylesheet, script and icons, embedded in the binary and served under names that never change their content.

use std::{borrow::Cow, fmt::Write, sync::LazyLock};

use axum::{
    extract::Path,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "assets/dist"]
struct Dist;

struct Asset {
    url: String,
    mime: &'static str,
    plain: Cow<'static, [u8]>,
    gzip: Cow<'static, [u8]>,
}

static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| load("rapport", "css", "text/css; charset=utf-8"));
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| load("rapport", "js", "text/javascript; charset=utf-8"));
static ICONS: LazyLock<Asset> = LazyLock::new(|| load("icons", "svg", "image/svg+xml"));
static SIGN: LazyLock<Asset> = LazyLock::new(|| load("sign", "svg", "image/svg+xml"));

/// Address of the one stylesheet.
#[must_use]
pub fn stylesheet_url() -> &'static str {
    &STYLESHEET.url
}

/// Address of the one script.
#[must_use]
pub fn script_url() -> &'static str {
    &SCRIPT.url
}

/// Address of the icons; a symbol follows after `#`.
#[must_use]
pub fn icons_url() -> &'static str {
    &ICONS.url
}

/// Address of the product's sign, for the browser's tab.
#[must_use]
pub fn sign_url() -> &'static str {
    &SIGN.url
}

/// Answers `GET /assets/{name}`: kept for ever by browsers, compressed for those that take it.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let wanted = format!("/assets/{name}");
    let assets = [&STYLESHEET, &SCRIPT, &ICONS, &SIGN];
    let Some(asset) = assets.into_iter().find(|asset| asset.url == wanted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let gzip = accepts_gzip(&headers);
    let body = if gzip { &asset.gzip } else { &asset.plain };
    let mut response = body.clone().into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    answer.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|part| {
        let (coding, quality) = part.split_once(';').unwrap_or((part, ""));
        coding.trim().eq_ignore_ascii_case("gzip") && quality.trim() != "q=0"
    })
}

/// A missing file gives an empty asset; the build has already failed where dist is not whole.
fn load(stem: &str, extension: &str, mime: &'static str) -> Asset {
    let plain = Dist::get(&format!("{stem}.{extension}"));
    let gzip = Dist::get(&format!("{stem}.{extension}.gz"));
    let hash = plain.as_ref().map(short_hash).unwrap_or_default();
    let bytes = |file: Option<EmbeddedFile>| file.map(|f| f.data).unwrap_or_default();
    Asset {
        url: format!("/assets/{stem}-{hash}.{extension}"),
        mime,
        plain: bytes(plain),
        gzip: bytes(gzip),
    }
}

fn short_hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash().iter().take(6).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_only_where_it_is_taken() {
        let takes = |value: &'static str| {
            accepts_gzip(&HeaderMap::from_iter([(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static(value),
            )]))
        };
        assert!(takes("br, gzip;q=0.5"));
        assert!(!takes("br, gzip;q=0"));
        assert!(!takes("identity"));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }

    #[test]
    fn every_budget_is_kept() {
        assert!(STYLESHEET.gzip.len() <= 14 * 1024, "CSS {} bytes", STYLESHEET.gzip.len());
        assert!(SCRIPT.gzip.len() <= 25 * 1024, "script {} bytes", SCRIPT.gzip.len());
        assert!(ICONS.gzip.len() <= 6 * 1024, "icons {} bytes", ICONS.gzip.len());
        for asset in [&STYLESHEET, &SCRIPT, &ICONS, &SIGN] {
            assert!(!asset.plain.is_empty() && !asset.gzip.is_empty(), "{} is empty", asset.url);
        }
    }

    #[test]
    fn every_icon_is_in_the_sprite() {
        let sprite = String::from_utf8_lossy(&ICONS.plain);
        for name in crate::components::ICON_NAMES {
            assert!(sprite.contains(&format!("id=\"{name}\"")), "no symbol {name}");
        }
    }

    #[tokio::test]
    async fn an_unknown_name_is_not_found() {
        let answer = serve(Path("rapport-0.css".to_owned()), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}
