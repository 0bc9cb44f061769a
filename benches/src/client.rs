//! A client that costs next to nothing: it shares two cores with the server that it measures.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// One kept connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The answer to a request.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Client {
    /// Connects to `127.0.0.1:8080`.
    pub fn connect(address: &str) -> Result<Self> {
        let stream =
            TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: Vec::with_capacity(256 * 1_024) })
    }

    /// Sends a request as it stands and reads the whole answer.
    pub fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request)?;
        self.buffer.clear();
        let body_at = self.read_until(0, b"\r\n\r\n")? + 4;
        let head =
            String::from_utf8_lossy(self.buffer.get(..body_at).unwrap_or_default()).into_owned();
        let body = match header(&head, "content-length") {
            Some(length) => self.read_sized(body_at, length.parse()?)?,
            None if header(&head, "transfer-encoding") == Some("chunked") => {
                self.read_chunks(body_at)?
            }
            None => Vec::new(),
        };
        let status = head.get(9..12).context("a status line")?.parse()?;
        Ok(Answer { status, head, body })
    }

    fn read_sized(&mut self, from: usize, length: usize) -> Result<Vec<u8>> {
        while self.buffer.len() < from + length {
            self.fill()?;
        }
        Ok(self.buffer.get(from..from + length).unwrap_or_default().to_vec())
    }

    fn read_chunks(&mut self, mut at: usize) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line_end = self.read_until(at, b"\r\n")?;
            let line = String::from_utf8_lossy(self.buffer.get(at..line_end).unwrap_or_default())
                .into_owned();
            let size = usize::from_str_radix(line.trim(), 16).context("the size of a chunk")?;
            let chunk = self.read_sized(line_end + 2, size + 2)?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(chunk.get(..size).unwrap_or_default());
            at = line_end + 2 + size + 2;
        }
    }

    fn read_until(&mut self, from: usize, end: &[u8]) -> Result<usize> {
        let mut looked = from;
        loop {
            let rest = self.buffer.get(looked..).unwrap_or_default();
            if let Some(found) = rest.windows(end.len()).position(|window| window == end) {
                return Ok(looked + found);
            }
            looked = self.buffer.len().saturating_sub(end.len() - 1).max(from);
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<()> {
        let mut piece = [0_u8; 64 * 1_024];
        let count = self.stream.read(&mut piece)?;
        ensure!(count > 0, "the server closed the connection");
        self.buffer.extend_from_slice(piece.get(..count).unwrap_or_default());
        Ok(())
    }
}

impl Answer {
    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as text, after its status was checked.
    pub fn text(&self, status: u16) -> Result<String> {
        let text = String::from_utf8_lossy(&self.body).into_owned();
        if self.status != status {
            bail!(
                "{} instead of {status}: {}",
                self.status,
                text.chars().take(600).collect::<String>()
            );
        }
        Ok(text)
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn answer(raw: &'static [u8]) -> Answer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = [0_u8; 64];
            let _ = stream.read(&mut seen).unwrap();
            // In pieces, as a network would.
            for piece in raw.chunks(7) {
                stream.write_all(piece).unwrap();
            }
        });
        let answer = Client::connect(&address).unwrap().send(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        server.join().unwrap();
        answer
    }

    #[test]
    fn a_sized_answer_is_read_whole() {
        let answer = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX-A: b\r\n\r\nhello world");
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"hello world"[..]));
        assert_eq!(answer.header("x-a"), Some("b"));
    }

    #[test]
    fn an_answer_in_chunks_is_put_together() {
        let answer = answer(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        assert_eq!(answer.text(200).unwrap(), "hello world");
    }
}
