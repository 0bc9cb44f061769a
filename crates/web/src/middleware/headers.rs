//! Headers that tell browsers what our pages never do.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

use crate::app::App;
use crate::context::RequestContext;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'";

const CLOSED: &str = "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), \
    display-capture=(), encrypted-media=(), fullscreen=(self), gamepad=(), geolocation=(), \
    gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), \
    midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self), \
    publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), \
    web-share=(self), window-management=(), xr-spatial-tracking=()";

/// Two years.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Sets what the handler has not set itself.
pub async fn secure(
    State(app): State<App>,
    context: RequestContext,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    keep(headers, CONTENT_SECURITY_POLICY, POLICY);
    keep(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    keep(headers, REFERRER_POLICY, "same-origin");
    keep(headers, CACHE_CONTROL, "no-store");
    keep(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    keep(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    keep(headers, HeaderName::from_static("permissions-policy"), CLOSED);
    if app.config().is_https() {
        keep(headers, STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    if let Ok(id) = HeaderValue::from_str(context.id()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

fn keep(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
