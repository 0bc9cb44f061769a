//! Bodies that nobody read. A client sends all of a body before it looks at the answer; were the
//! connection closed on what is still coming, it would meet a reset in place of the reason.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use http::header::EXPECT;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// Bytes of a refused body that are still taken in.
const MOST: usize = 128 * 1_024 * 1_024;
/// How long they are taken in.
const LONGEST: Duration = Duration::from_secs(15);

/// A body whose rest is taken in and thrown away when its reader stops early.
struct Unread(Body);

/// Sees to the body of a request. A client that waits for leave to send is simply not given it.
pub fn taken_in(request: Request) -> Request {
    if request.headers().contains_key(EXPECT) {
        return request;
    }
    request.map(|body| if body.is_end_stream() { body } else { Body::new(Unread(body)) })
}

impl Drop for Unread {
    fn drop(&mut self) {
        let rest = mem::take(&mut self.0);
        if rest.is_end_stream() {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(LONGEST, drain(rest)));
        }
    }
}

async fn drain(body: Body) {
    let mut body = Limited::new(body, MOST);
    while let Some(Ok(_)) = body.frame().await {}
}

impl HttpBody for Unread {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
