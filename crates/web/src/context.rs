//! What is known about a request beyond its words: its id, where it came from, who sent it.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use http::Uri;
use kernel::language::Language;
use uuid::Uuid;

use crate::allowance::Left;
use crate::session::Signed;

/// One request, shared by everything that works on it.
#[derive(Clone, Debug)]
pub struct RequestContext(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: String,
    address: IpAddr,
    path: String,
    /// The path with its query, to come back to.
    target: String,
    htmx: bool,
    language: Language,
    began: Instant,
    signed: OnceLock<Signed>,
    allowance: OnceLock<Left>,
}

/// The address of the client when the connection did not say.
pub(crate) const NOWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

impl RequestContext {
    /// Begins a request.
    pub fn begin(address: IpAddr, uri: &Uri, htmx: bool, language: Language) -> Self {
        let target = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        Self(Arc::new(Inner {
            id: Uuid::now_v7().simple().to_string(),
            address,
            path: uri.path().to_owned(),
            target: target.to_owned(),
            htmx,
            language,
            began: Instant::now(),
            signed: OnceLock::new(),
            allowance: OnceLock::new(),
        }))
    }

    /// Stands in every log line and every answer.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The client's address, behind a trusted proxy the one that it names.
    pub fn address(&self) -> IpAddr {
        self.0.address
    }

    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Path and query, as they were asked for.
    pub fn target(&self) -> &str {
        &self.0.target
    }

    /// Programs get problems, people get pages.
    pub fn is_api(&self) -> bool {
        self.0.path.starts_with("/api/")
    }

    /// Whether a page asks for a part of itself.
    pub fn is_htmx(&self) -> bool {
        self.0.htmx
    }

    /// When the request began, for its duration.
    pub fn began(&self) -> Instant {
        self.0.began
    }

    /// Who asks, once that is known.
    pub fn signed(&self) -> Option<&Signed> {
        self.0.signed.get()
    }

    /// Notes who asks. The first answer stands.
    pub fn set_signed(&self, signed: Signed) {
        let _ = self.0.signed.set(signed);
    }

    /// What the asker's token may still ask after this request, where that is counted.
    pub fn allowance(&self) -> Option<Left> {
        self.0.allowance.get().copied()
    }

    /// Notes what is left. The first answer stands.
    pub(crate) fn set_allowance(&self, left: Left) {
        let _ = self.0.allowance.set(left);
    }

    /// The asker's language: their own, else the browser's, else the workspace's.
    pub fn language(&self) -> Language {
        self.signed().map_or(self.0.language, |signed| signed.scope.language)
    }
}
