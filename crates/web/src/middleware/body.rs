//! Bodies that must move: one that trickles in is given up.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

/// How often the pace is looked at.
const CHECK: Duration = Duration::from_secs(5);
/// Time before the pace matters.
const GRACE: Duration = Duration::from_secs(20);
/// Bytes a second that a body must bring on average.
const PACE: u64 = 1_024;

/// A body that fails when it stays below the pace.
pub struct PacedBody {
    inner: Body,
    began: Instant,
    bytes: u64,
    check: Pin<Box<Sleep>>,
    whole: Arc<AtomicBool>,
}

impl PacedBody {
    /// Watches a body; the flag is raised once all of it has come.
    pub fn new(inner: Body, whole: Arc<AtomicBool>) -> Self {
        whole.store(inner.is_end_stream(), Ordering::Release);
        Self { inner, began: Instant::now(), bytes: 0, check: Box::pin(sleep(CHECK)), whole }
    }

    fn is_too_slow(&self) -> bool {
        let elapsed = self.began.elapsed();
        elapsed > GRACE && self.bytes < elapsed.as_secs().saturating_mul(PACE)
    }
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match Pin::new(&mut self.inner).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                let length = frame.data_ref().map_or(0, Bytes::len);
                self.bytes += u64::try_from(length).unwrap_or_default();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(None) => {
                self.whole.store(true, Ordering::Release);
                Poll::Ready(None)
            }
            Poll::Ready(failed) => Poll::Ready(failed),
            Poll::Pending => loop {
                ready!(self.check.as_mut().poll(context));
                if self.is_too_slow() {
                    let slow = io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly");
                    return Poll::Ready(Some(Err(axum::Error::new(slow))));
                }
                let next = Instant::now() + CHECK;
                self.check.as_mut().reset(next);
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http_body_util::BodyExt;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up() {
        let drops = stream::unfold((), |()| async {
            sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, io::Error>(Bytes::from_static(b"x")), ()))
        });
        let began = Instant::now();
        let body = PacedBody::new(Body::from_stream(drops), Arc::default());
        assert!(body.collect().await.is_err());
        let elapsed = began.elapsed();
        assert!(elapsed > GRACE && elapsed < Duration::from_secs(40), "{elapsed:?}");
    }

    #[tokio::test]
    async fn a_body_that_has_come_says_so() {
        let whole = Arc::new(AtomicBool::new(false));
        let body = PacedBody::new(Body::from("abc"), Arc::clone(&whole));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "abc");
        assert!(whole.load(Ordering::Acquire));
    }
}
