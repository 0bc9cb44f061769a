//! What it takes to take everybody out: how soon it begins, how long it lasts, what it holds.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::house::House;
use crate::machine;

/// The files that are asked for.
const FORMATS: [&str; 3] = ["csv", "jsonl", "xlsx"];
/// Memory is looked at after so many bytes.
const LOOK_EVERY: usize = 1_024 * 1_024;

/// One export.
#[derive(Debug)]
pub struct Outgoing {
    pub format: &'static str,
    /// Until the first byte behind the head of the answer.
    pub first: Duration,
    pub whole: Duration,
    pub bytes: usize,
    /// Memory of the serving process at most, beyond what it had before.
    pub more_mb: u64,
}

/// Takes all parties out, once as each file.
///
/// # Errors
/// When one is not answered whole.
pub fn take(house: &House) -> Result<Vec<Outgoing>> {
    FORMATS.into_iter().map(|format| one(house, format)).collect()
}

fn one(house: &House, format: &'static str) -> Result<Outgoing> {
    let process = house.process()?;
    let before_mb = machine::memory_mb(process).0;
    let request = house.everything(&format!("/api/v1/parties/export?format={format}"));
    let mut stream = TcpStream::connect(&house.address)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let began = Instant::now();
    stream.write_all(&request)?;
    let (mut head, mut piece) = (Vec::new(), vec![0_u8; 256 * 1_024]);
    let body_at = loop {
        let count = stream.read(&mut piece)?;
        ensure!(count > 0, "the server closed the connection");
        head.extend_from_slice(piece.get(..count).unwrap_or_default());
        let end = head.windows(4).position(|four| four == b"\r\n\r\n");
        // The head may come alone.
        if let Some(end) = end.filter(|end| head.len() > end + 4) {
            break end + 4;
        }
    };
    let first = began.elapsed();
    let said = String::from_utf8_lossy(head.get(..body_at).unwrap_or_default()).into_owned();
    ensure!(said.starts_with("HTTP/1.1 200"), "{said}");
    let (mut bytes, mut looked_at, mut most_mb) = (head.len() - body_at, 0, before_mb);
    let mut end = head;
    loop {
        let count = stream.read(&mut piece)?;
        if count == 0 {
            break;
        }
        bytes += count;
        end = piece.get(count.saturating_sub(5)..count).context("the end of a piece")?.to_vec();
        if bytes - looked_at > LOOK_EVERY {
            looked_at = bytes;
            most_mb = most_mb.max(machine::memory_mb(process).0);
        }
    }
    ensure!(end.ends_with(b"0\r\n\r\n"), "the export broke off after {bytes} bytes");
    let whole = began.elapsed();
    Ok(Outgoing { format, first, whole, bytes, more_mb: most_mb - before_mb })
}
