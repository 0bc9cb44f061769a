//! Compound files: the workbooks of former days, and those of today behind a password.

use std::io::{Read, Seek, SeekFrom};

use super::super::Fault;

pub(super) const MARK: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Bytes of the directory that are looked at: names stand in the first few entries.
const LOOKED_AT: u64 = 4 * 1024;

/// Why such a file is not read: it is locked, or old.
pub(super) fn fault(mut source: impl Read + Seek) -> std::io::Result<Fault> {
    let mut head = [0; 52];
    source.seek(SeekFrom::Start(0))?;
    let mut directory = Vec::new();
    if source.read_exact(&mut head).is_ok() {
        let [.., a, b, c, d] = head;
        let first = u64::from(u32::from_le_bytes([a, b, c, d]));
        let sector = if head.get(30) == Some(&12) { 4_096 } else { 512 };
        source.seek(SeekFrom::Start((first + 1) * sector))?;
        source.take(LOOKED_AT).read_to_end(&mut directory)?;
    }
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let is_locked = directory.windows(name.len()).any(|window| window == name);
    Ok(Fault::of(if is_locked { "import-workbook-locked" } else { "import-workbook-old" }))
}
