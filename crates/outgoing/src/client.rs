//! Calls one address once: resolved, checked and dialled by what was checked, bounded in time and
//! size, without redirects.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tracing::{debug, warn};
use url::{Host, Url};

use crate::address::may_be_called;
use crate::destination::require;
use crate::network::Network;
use crate::resolver::{Resolver, SystemResolver};

/// Bytes of the headers of a reply.
const HEADERS: usize = 64 * 1_024;

/// What one call may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the connection stands, the name and TLS included.
    pub connect: Duration,
    /// Until the end of the reply.
    pub whole: Duration,
    /// Bytes of the reply that are read; the rest is left unread.
    pub reply: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), whole: Duration::from_secs(15), reply: 64 * 1_024 }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The beginning of the body, as much as came in time and fits.
    pub body: Bytes,
}

/// Nothing came back. Why is nobody's business: refused, timed out and forbidden are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

/// The client; clones share it.
#[derive(Clone)]
pub struct Client {
    allowed: Arc<[Network]>,
    resolver: Arc<dyn Resolver>,
    tls: Option<TlsConnector>,
    limits: Limits,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

impl Client {
    /// A client that calls the public internet and these networks besides.
    pub fn new(allowed: &[Network]) -> Self {
        let tls = tls().inspect_err(|error| warn!("https cannot be called: {error:#}")).ok();
        let (resolver, limits) = (Arc::new(SystemResolver), Limits::default());
        Self { allowed: allowed.into(), resolver, tls, limits }
    }

    /// The same with other names.
    #[must_use]
    pub fn with_resolver(mut self, resolver: Arc<dyn Resolver>) -> Self {
        self.resolver = resolver;
        self
    }

    /// The same with other bounds.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Posts a body and reads the beginning of the reply.
    ///
    /// # Errors
    /// [`Unreachable`] when no status came in time.
    pub async fn post(
        &self,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Reply, Unreachable> {
        let asked = async {
            let request = request(url, headers, body)?;
            let until = Instant::now() + self.limits.whole;
            timeout_at(until, self.call(url, request, until)).await.context("it took too long")?
        };
        asked.await.map_err(|error: anyhow::Error| {
            debug!("{} cannot be called: {error:#}", url.host_str().unwrap_or_default());
            Unreachable
        })
    }

    async fn call(
        &self,
        url: &Url,
        request: Request<Full<Bytes>>,
        until: Instant,
    ) -> anyhow::Result<Reply> {
        let stream = timeout(self.limits.connect, self.connect(url));
        let stream = stream.await.context("connecting took too long")??;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(HEADERS);
        let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
        // Ends with this call: whoever goes on sending is not heard any more.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let response = sender.send_request(request).await?;
        let (parts, body) = response.into_parts();
        // A moment is kept back, so that what came is told though more was to come.
        let body = beginning(body, self.limits.reply, until - Duration::from_millis(200)).await;
        Ok(Reply { status: parts.status, headers: parts.headers, body })
    }

    async fn connect(&self, url: &Url) -> anyhow::Result<Box<dyn Stream>> {
        require(url, &self.allowed).map_err(|wrong| anyhow!("{wrong:?}"))?;
        let port = url.port_or_known_default().context("no port")?;
        let addresses = self.addresses(url).await?;
        let stream = dial(&addresses, port).await?;
        stream.set_nodelay(true)?;
        if url.scheme() == "http" {
            return Ok(Box::new(stream));
        }
        let tls = self.tls.as_ref().context("there are no certificates")?;
        let name = match url.host().context("no host")? {
            Host::Domain(name) => ServerName::try_from(name.to_owned())?,
            Host::Ipv4(address) => ServerName::IpAddress(IpAddr::from(address).into()),
            Host::Ipv6(address) => ServerName::IpAddress(IpAddr::from(address).into()),
        };
        Ok(Box::new(tls.connect(name, stream).await?))
    }

    /// The addresses of a host; none when one of them may not be called.
    async fn addresses(&self, url: &Url) -> anyhow::Result<Vec<IpAddr>> {
        let addresses = match url.host().context("no host")? {
            Host::Ipv4(address) => vec![address.into()],
            Host::Ipv6(address) => vec![address.into()],
            Host::Domain(name) => self.resolver.resolve(name).await?,
        };
        ensure!(!addresses.is_empty(), "the name has no address");
        let forbidden = addresses.iter().any(|address| !may_be_called(*address, &self.allowed));
        ensure!(!forbidden, "the name leads where nobody may go");
        Ok(addresses)
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

async fn dial(addresses: &[IpAddr], port: u16) -> anyhow::Result<TcpStream> {
    let mut failure = anyhow!("no address");
    for address in addresses {
        match TcpStream::connect(SocketAddr::new(*address, port)).await {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = error.into(),
        }
    }
    Err(failure)
}

fn request(url: &Url, headers: HeaderMap, body: Bytes) -> anyhow::Result<Request<Full<Bytes>>> {
    let host = url.host_str().context("no host")?;
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let target = url
        .query()
        .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = Request::builder().method(Method::POST).uri(target).body(Full::new(body))?;
    *request.headers_mut() = headers;
    request.headers_mut().insert(HOST, HeaderValue::from_str(&host)?);
    Ok(request)
}

/// What comes of a body until it is enough, ends, breaks off or takes too long.
async fn beginning(mut body: Incoming, most: usize, until: Instant) -> Bytes {
    let mut read: Vec<u8> = Vec::new();
    while read.len() < most {
        let Ok(Some(Ok(frame))) = timeout_at(until, body.frame()).await else {
            break;
        };
        if let Ok(data) = frame.into_data() {
            let room = most - read.len();
            read.extend(data.iter().take(room));
        }
    }
    read.into()
}

fn tls() -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    ensure!(!roots.is_empty(), "this machine has no certificates of authorities");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
