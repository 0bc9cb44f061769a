//! A receiver of webhooks: a small server that keeps what came and answers as it is told, badly too.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a receiver answers.
#[derive(Clone, Debug)]
pub enum Manner {
    /// A status, with a header when there is one.
    Status(u16, Option<(&'static str, String)>),
    /// 200, and then a byte now and then, without end.
    Drip,
    /// 200, and a body of so many bytes.
    Huge(usize),
    /// 200 with a length, half a body, and the connection breaks off.
    HalfThenReset,
    /// Breaks off without an answer.
    Reset,
    /// Listens and says nothing.
    Silence,
}

/// What came.
#[derive(Clone, Debug)]
pub struct Received {
    /// By their names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Received {
    /// The body as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// A running receiver; it ends when dropped.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    server: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    /// The last one stays.
    manners: Vec<Manner>,
    received: Vec<Received>,
    connections: usize,
}

impl Receiver {
    /// Answers 200 on a free port of the loopback.
    pub async fn start() -> Self {
        Self::answering(vec![Manner::Status(200, None)]).await
    }

    /// Answers so, one after the other; the last manner stays.
    pub async fn answering(manners: Vec<Manner>) -> Self {
        Self::on("127.0.0.1:0", manners).await
    }

    /// The same on an address of its own.
    ///
    /// # Panics
    /// When the address is taken.
    pub async fn on(address: &str, manners: Vec<Manner>) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Shared { manners, received: Vec::new(), connections: 0 };
        let shared = Arc::new(Mutex::new(shared));
        let serving = Arc::clone(&shared);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                lock(&serving).connections += 1;
                tokio::spawn(serve(stream, Arc::clone(&serving)));
            }
        });
        Self { address, shared, server }
    }

    /// Its address: `http://127.0.0.1:41234/in`.
    pub fn url(&self) -> String {
        format!("http://{}/in", self.address)
    }

    /// All that came so far.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared).received.clone()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        lock(&self.shared).connections
    }

    /// Answers so from now on.
    pub fn answer(&self, manner: Manner) {
        lock(&self.shared).manners = vec![manner];
    }

    /// Waits until so many came.
    ///
    /// # Panics
    /// When they do not come in half a minute.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        for _ in 0..3_000 {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} of {count} came", self.received().len());
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(mut stream: TcpStream, shared: Arc<Mutex<Shared>>) {
    let Some(received) = read(&mut stream).await else {
        return;
    };
    let manner = {
        let mut shared = lock(&shared);
        shared.received.push(received);
        let manner = shared.manners.first().cloned();
        if shared.manners.len() > 1 {
            shared.manners.remove(0);
        }
        manner.unwrap_or(Manner::Status(200, None))
    };
    let _ = answer(&mut stream, manner).await;
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0u8; 8_192];
        let read = stream.read(&mut chunk).await.ok()?;
        if read == 0 {
            return None;
        }
        bytes.extend(chunk.iter().take(read));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let headers: BTreeMap<String, String> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let length = headers.get("content-length").and_then(|length| length.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return Some(Received { headers, body: body.to_owned() });
        }
    }
}

async fn answer(stream: &mut TcpStream, manner: Manner) -> std::io::Result<()> {
    match manner {
        Manner::Status(status, header) => {
            let more = header.map(|(name, value)| format!("{name}: {value}\r\n"));
            let more = more.unwrap_or_default();
            let text = format!("HTTP/1.1 {status} X\r\n{more}content-length: 6\r\n\r\nreply\n");
            stream.write_all(text.as_bytes()).await
        }
        Manner::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(b".").await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Manner::Huge(bytes) => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            for _ in 0..bytes / 8_192 {
                stream.write_all(&[b'x'; 8_192]).await?;
            }
            Ok(())
        }
        Manner::HalfThenReset => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf").await
        }
        Manner::Reset => Ok(()),
        Manner::Silence => {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            Ok(())
        }
    }
}
