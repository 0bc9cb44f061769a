//! Nobody gets us to call our own network (SEC-7): canaries listen there and count.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends there")]

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use outgoing::{Client, Limits, Reply, Resolver, Unreachable};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

/// Stands for the public internet in these tests.
const OUTSIDE: &str = "127.0.0.5";

/// Listens on a forbidden address and counts who comes.
struct Canary {
    port: u16,
    came: Arc<AtomicUsize>,
}

impl Canary {
    async fn on(address: &str, port: u16) -> Self {
        let listener = TcpListener::bind((address, port)).await.expect("a free port");
        let port = listener.local_addr().unwrap().port();
        let came = Arc::new(AtomicUsize::new(0));
        let counting = Arc::clone(&came);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counting.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, came }
    }

    fn count(&self) -> usize {
        self.came.load(Ordering::SeqCst)
    }
}

/// Answers every request with these bytes, then says nothing more and keeps the connection.
async fn outside(answer: &'static str) -> u16 {
    let listener = TcpListener::bind((OUTSIDE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0u8; 8_192]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                tokio::time::sleep(Duration::from_secs(60)).await;
            });
        }
    });
    port
}

/// Answers one list after the other; the last one stays.
struct Names {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Names {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let read = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self { answers: answers.iter().map(read).collect(), asked: AtomicUsize::new(0) })
    }
}

impl Resolver for Names {
    fn resolve<'a>(&'a self, _name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        let at = self.asked.fetch_add(1, Ordering::SeqCst).min(self.answers.len() - 1);
        let answer = self.answers.get(at).cloned().unwrap_or_default();
        Box::pin(async move { Ok(answer) })
    }
}

fn client() -> Client {
    let limits = Limits {
        connect: Duration::from_millis(400),
        whole: Duration::from_millis(900),
        ..Limits::default()
    };
    Client::new(&[format!("{OUTSIDE}/32").parse().unwrap()]).with_limits(limits)
}

async fn post(client: &Client, url: &str) -> Result<Reply, Unreachable> {
    let Ok(url) = Url::parse(url) else {
        return Err(Unreachable);
    };
    client.post(&url, HeaderMap::new(), Bytes::from_static(b"{}")).await
}

#[tokio::test]
async fn no_spelling_of_our_own_addresses_is_dialled() {
    let canary = Canary::on("127.0.0.1", 0).await;
    let port = canary.port;
    let second = Canary::on("127.0.0.2", port).await;
    let sixth = Canary::on("::1", port).await;
    for host in [
        "127.0.0.1",
        "127.0.0.2",
        "0",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "ok@127.0.0.1",
        "ok:secret@127.0.0.1",
    ] {
        assert!(post(&client(), &format!("http://{host}:{port}/")).await.is_err(), "{host}");
        assert!(post(&client(), &format!("https://{host}:{port}/")).await.is_err(), "{host}");
    }
    for scheme in ["file", "gopher", "unix", "ftp"] {
        let url = format!("{scheme}://127.0.0.1:{port}/");
        assert!(post(&client(), &url).await.is_err(), "{url}");
    }
    assert_eq!((canary.count(), second.count(), sixth.count()), (0, 0, 0));
}

#[tokio::test]
async fn no_name_leads_to_our_own_addresses() {
    let canary = Canary::on("127.0.0.1", 0).await;
    let sixth = Canary::on("::1", canary.port).await;
    for address in [
        "127.0.0.1",
        "127.0.0.2",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "169.254.169.254",
        "10.0.0.1",
        "100.64.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "198.18.0.1",
        "fc00::1",
        "fe80::1",
    ] {
        let url = format!("http://evil.example:{}/", canary.port);
        for answer in [&[address][..], &[OUTSIDE, address], &[address, OUTSIDE]] {
            let names = Names::new(&[answer]);
            let said = post(&client().with_resolver(names), &url).await;
            assert_eq!(said.err(), Some(Unreachable), "{answer:?}");
        }
    }
    assert_eq!((canary.count(), sixth.count()), (0, 0));
}

#[tokio::test]
async fn a_name_that_changes_its_answer_is_asked_once_and_its_first_answer_dialled() {
    let port = outside("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
    let canary = Canary::on("127.0.0.1", port).await;
    let names = Names::new(&[&[OUTSIDE], &["127.0.0.1"]]);
    let asked: Arc<dyn Resolver> = names.clone();
    let client = client().with_resolver(asked);
    let url = format!("http://rebind.example:{port}/");
    let reply = post(&client, &url).await.unwrap();
    assert_eq!((reply.status.as_u16(), &reply.body[..]), (200, &b"ok"[..]));
    assert_eq!(names.asked.load(Ordering::SeqCst), 1);
    assert!(post(&client, &url).await.is_err());
    assert_eq!(canary.count(), 0);
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let canary = Canary::on("127.0.0.1", 0).await;
    for status in [301, 302, 307, 308] {
        let answer = format!(
            "HTTP/1.1 {status} Moved\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n",
            canary.port
        );
        let port = outside(answer.leak()).await;
        let reply = post(&client(), &format!("http://{OUTSIDE}:{port}/")).await.unwrap();
        assert_eq!(reply.status.as_u16(), status);
    }
    assert_eq!(canary.count(), 0);
}

#[tokio::test]
async fn other_services_are_not_spoken_to() {
    for port in [22, 25, 5432, 6379] {
        let began = Instant::now();
        assert!(post(&client(), &format!("http://{OUTSIDE}:{port}/")).await.is_err());
        assert!(began.elapsed() < Duration::from_millis(300), "nothing was dialled");
    }
}

#[tokio::test]
async fn a_call_takes_no_longer_than_it_may() {
    let cases = [
        ("silence", "", false),
        ("half a head", "HTTP/1.1 200 OK\r\nx-", false),
        ("no http", "220 mail.example ESMTP\r\n", false),
        ("half a body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf", true),
    ];
    for (what, answer, comes) in cases {
        let port = outside(answer).await;
        let began = Instant::now();
        let said = post(&client(), &format!("http://{OUTSIDE}:{port}/")).await;
        assert!(began.elapsed() < Duration::from_millis(1_500), "{what}: {:?}", began.elapsed());
        assert_eq!(said.is_ok(), comes, "{what}");
        if let Ok(reply) = said {
            assert_eq!(&reply.body[..], b"half", "{what}");
        }
    }
}

#[tokio::test]
async fn a_byte_now_and_then_does_not_prolong_a_call() {
    let listener = TcpListener::bind((OUTSIDE, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(b".").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let began = Instant::now();
    let reply = post(&client(), &format!("http://{OUTSIDE}:{port}/")).await.unwrap();
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    assert!((2..100).contains(&reply.body.len()), "{}", reply.body.len());
}

#[tokio::test]
async fn a_huge_head_is_not_read_and_of_a_huge_body_the_beginning() {
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(1_000_000));
    let port = outside(head.leak()).await;
    assert!(post(&client(), &format!("http://{OUTSIDE}:{port}/")).await.is_err());
    let body = format!("HTTP/1.1 200 OK\r\n\r\n{}", "y".repeat(1_000_000));
    let port = outside(body.leak()).await;
    let reply = post(&client(), &format!("http://{OUTSIDE}:{port}/")).await.unwrap();
    assert_eq!(reply.body.len(), 64 * 1_024);
}

#[tokio::test]
async fn refused_closed_and_forbidden_are_the_same() {
    let closed = TcpListener::bind((OUTSIDE, 0)).await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let silent = outside("").await;
    let plain = outside("HTTP/1.1 200 OK\r\n\r\n").await;
    for url in [
        format!("http://{OUTSIDE}:{port}/"),
        format!("http://{OUTSIDE}:{silent}/"),
        format!("https://{OUTSIDE}:{plain}/"),
        format!("http://127.0.0.1:{port}/"),
    ] {
        assert_eq!(post(&client(), &url).await.err(), Some(Unreachable), "{url}");
    }
}
