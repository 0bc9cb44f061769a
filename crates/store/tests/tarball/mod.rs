//! A backup's file taken apart and put together otherwise, as a forger would.

use std::path::Path;

use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

/// The entries of a backup, the manifest among them.
#[derive(Clone)]
pub struct Tarball(pub Vec<(String, Vec<u8>)>);

impl Tarball {
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let (mut at, mut entries) = (0, Vec::new());
        while bytes[at] != 0 {
            let text = |from: usize, to: usize| {
                let field = bytes[at + from..at + to].split(|byte| *byte == 0).next().unwrap();
                String::from_utf8(field.to_vec()).unwrap()
            };
            let size = usize::from_str_radix(&text(124, 136), 8).unwrap();
            entries.push((text(0, 100), bytes[at + 512..at + 512 + size].to_vec()));
            at += 512 + size.div_ceil(512) * 512;
        }
        Self(entries)
    }

    pub fn manifest(&self) -> Json {
        let (name, bytes) = self.0.last().unwrap();
        assert_eq!(name, "manifest.json");
        serde_json::from_slice(bytes).unwrap()
    }

    pub fn set_manifest(&mut self, manifest: &Json) {
        self.0.last_mut().unwrap().1 = serde_json::to_vec(manifest).unwrap();
    }

    /// Adds an entry that the manifest knows.
    pub fn smuggle(&mut self, name: &str, bytes: &[u8]) {
        let mut manifest = self.manifest();
        let hash = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        manifest["entries"][name] = Json::String(hash);
        self.0.insert(0, (name.to_owned(), bytes.to_vec()));
        self.set_manifest(&manifest);
    }

    pub fn write(&self, path: &Path) {
        let mut bytes = Vec::new();
        for (name, content) in &self.0 {
            let mut header = [0_u8; 512];
            let mut put = |at: usize, text: &str| {
                header[at..at + text.len()].copy_from_slice(text.as_bytes());
            };
            put(0, name);
            put(124, &format!("{:011o}\0", content.len()));
            put(148, "        ");
            put(156, "0");
            let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
            header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            bytes.extend(header);
            bytes.extend(content);
            bytes.resize(bytes.len().next_multiple_of(512), 0);
        }
        bytes.resize(bytes.len() + 1_024, 0);
        std::fs::write(path, bytes).unwrap();
    }
}
