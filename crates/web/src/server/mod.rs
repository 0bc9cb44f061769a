//! Our own accept loop: no connection is kept for ever, none of them can take the process along.

mod connection;
mod seats;

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::FutureExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;

use crate::app::App;
use seats::Seats;

/// Rest after the machine had no descriptor or memory for a connection.
const REST: Duration = Duration::from_millis(50);

/// The address that a connection came from.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Serves an application until it is told to stop, then lets what is in flight finish.
pub async fn serve(listener: TcpListener, app: App) {
    let host = Host {
        router: crate::router(&app),
        seats: Seats::new(app.config().limits.connections_per_address),
        places: Arc::new(Semaphore::new(app.config().limits.connections)),
        tasks: TaskTracker::new(),
        app,
    };
    host.accept_until_stopped(&listener).await;
    // Whoever was let in by the machine already is served once more.
    while let Some(Ok((stream, address))) = listener.accept().now_or_never() {
        if let Ok(place) = Arc::clone(&host.places).try_acquire_owned() {
            host.welcome(stream, address.ip(), place);
        }
    }
    drop(listener);
    host.tasks.close();
    let farewell = host.app.config().limits.farewell;
    if tokio::time::timeout(farewell, host.tasks.wait()).await.is_err() {
        let left = host.tasks.len();
        tracing::warn!("Ended with {left} connections still open after {} s", farewell.as_secs());
    }
}

struct Host {
    app: App,
    router: Router,
    seats: Seats,
    places: Arc<Semaphore>,
    tasks: TaskTracker,
}

impl Host {
    async fn accept_until_stopped(&self, listener: &TcpListener) {
        let stopping = self.app.stopping();
        loop {
            // With every place taken the machine's queue waits, and descriptors stay free for us.
            let accepted = tokio::select! {
                biased;
                () = stopping.cancelled() => return,
                accepted = self.next(listener) => accepted,
            };
            match accepted {
                Ok((stream, address, place)) => self.welcome(stream, address, place),
                Err(error) if is_the_clients(&error) => {}
                Err(error) => {
                    tracing::warn!("Could not accept a connection: {error}");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    async fn next(
        &self,
        listener: &TcpListener,
    ) -> io::Result<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(io::Error::other)?;
        let (stream, address) = listener.accept().await?;
        Ok((stream, address.ip().to_canonical(), place))
    }

    /// Serves a connection, unless its address has too many already: then it is closed.
    fn welcome(&self, stream: TcpStream, address: IpAddr, place: OwnedSemaphorePermit) {
        let config = self.app.config();
        let proxy = config.trusted_proxies.iter().any(|proxy| proxy.contains(address));
        let seat = if proxy { None } else { self.seats.take(address) };
        if seat.is_none() && !proxy {
            self.app.metrics().count_turned_away();
            return;
        }
        let router = self.router.clone();
        let stopping = self.app.stopping();
        let metrics = self.app.metrics_handle();
        self.tasks.spawn(async move {
            let _open = metrics.open_connection();
            connection::serve(stream, Peer(address), router, stopping).await;
            drop((seat, place));
        });
    }
}

/// Errors of one connection that say nothing about the next.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}
