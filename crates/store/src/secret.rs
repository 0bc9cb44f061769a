//! The workspace key, and everything that is sealed or signed under it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use kernel::{Error, Result};
use sha2::Sha256;

const KEY_FILE: &str = "secret.key";
const NONCE_BYTES: usize = 24;

/// What a signature is for: one for another purpose is worth nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Page cursors.
    Cursor,
    /// Tokens in forms.
    Csrf,
    /// The journal's chain.
    Journal,
    /// Links that open without a session.
    Link,
    /// What stands in the database as a hash: sessions, API tokens, one-time links.
    Token,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Cursor => b"rapport cursor 1",
            Self::Csrf => b"rapport csrf 1",
            Self::Journal => b"rapport journal 1",
            Self::Link => b"rapport link 1",
            Self::Token => b"rapport token 1",
        }
    }
}

/// Seals secrets and signs, with keys derived from the workspace key.
pub struct Sealer {
    key: [u8; 32],
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// The key given (base64 of 32 bytes), else that of the data folder, made when there is none.
    ///
    /// # Errors
    /// When the key is malformed, or the file can neither be read nor made.
    pub fn load(data_dir: &Path, given: Option<&str>) -> Result<Self> {
        let key = match given {
            Some(text) => parse(text).context(
                "RAPPORT_SECRET_KEY must be 32 bytes in base64 (openssl rand -base64 32)",
            )?,
            None => load_or_create(&data_dir.join(KEY_FILE))?,
        };
        Ok(Self { key })
    }

    /// A sealer of a known key, for tests of what it signs.
    pub const fn from_key(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// Seals a secret for one place (`webhook.key` and the record's id, say); it opens nowhere else.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn seal(&self, place: &[u8], secret: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0u8; NONCE_BYTES];
        random(&mut nonce)?;
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: place })
            .map_err(|_| Error::broken("a secret could not be sealed"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Sealer::seal`] made for the same place.
    ///
    /// # Errors
    /// [`Error::Broken`] when it was changed, or sealed under another key.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let fault = || Error::broken("a secret was sealed under another key, or was changed");
        let (nonce, body) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(fault)?;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: place })
            .map_err(|_| fault())
    }

    /// The signature (HMAC-SHA-256) of a message.
    pub fn mac(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        hmac(&self.derived(purpose.label()), message)
    }

    /// Whether a signature is right; takes as long for a wrong one.
    pub fn is_mac(&self, purpose: Purpose, message: &[u8], signature: &[u8]) -> bool {
        let right = self.mac(purpose, message);
        let differing = right.iter().zip(signature).fold(0, |all, (a, b)| all | (a ^ b));
        right.len() == signature.len() && differing == 0
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.derived(b"rapport seal 1")))
    }

    fn derived(&self, label: &[u8]) -> [u8; 32] {
        hmac(&self.key, label)
    }
}

/// Fills with random bytes of the machine.
///
/// # Errors
/// When the machine has none.
pub fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|error| Error::broken(format!("no randomness: {error}")))
}

fn hmac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // A shorter key is filled up with zeros to the block of the hash, says RFC 2104.
    let mut block = [0u8; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn parse(text: &str) -> anyhow::Result<[u8; 32]> {
    let bytes = BASE64_STANDARD.decode(text.trim()).context("not base64")?;
    bytes.try_into().map_err(|_| anyhow!("not 32 bytes"))
}

/// Two processes that start together end with the same key: the file appears whole or not at all.
fn load_or_create(file: &Path) -> anyhow::Result<[u8; 32]> {
    match fs::read_to_string(file) {
        Ok(text) => {
            close_to_others(file)?;
            parse(&text).with_context(|| format!("{} is not a workspace key", file.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create(file).with_context(|| format!("writing {}", file.display()))
        }
        Err(error) => Err(error).with_context(|| format!("reading {}", file.display())),
    }
}

fn create(file: &Path) -> anyhow::Result<[u8; 32]> {
    let mut key = [0u8; 32];
    random(&mut key)?;
    let mut suffix = [0u8; 8];
    random(&mut suffix)?;
    let draft = file.with_extension(format!("{:016x}", u64::from_be_bytes(suffix)));
    let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    writeln!(opened, "{}", BASE64_STANDARD.encode(key))?;
    opened.sync_all()?;
    let linked = fs::hard_link(&draft, file);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => {
            if let Some(folder) = file.parent() {
                File::open(folder)?.sync_all()?;
            }
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => parse(&fs::read_to_string(file)?),
        Err(error) => Err(error.into()),
    }
}

fn close_to_others(file: &Path) -> anyhow::Result<()> {
    let mode = fs::metadata(file)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!("{} was readable by others; it is not any more", file.display());
        fs::set_permissions(file, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_opens_only_in_its_place_and_under_its_key() {
        let sealer = Sealer::from_key([7; 32]);
        let sealed = sealer.seal(b"webhook 1", b"whsec").unwrap();
        assert_eq!(sealer.open(b"webhook 1", &sealed).unwrap(), b"whsec");
        assert!(sealer.open(b"webhook 2", &sealed).is_err());
        assert!(Sealer::from_key([8; 32]).open(b"webhook 1", &sealed).is_err());
        assert!(sealer.open(b"webhook 1", &sealed[..20]).is_err());
        assert_ne!(sealed, sealer.seal(b"webhook 1", b"whsec").unwrap());
    }

    #[test]
    fn a_signature_serves_one_purpose() {
        let sealer = Sealer::from_key([7; 32]);
        let signature = sealer.mac(Purpose::Cursor, b"page 2");
        assert!(sealer.is_mac(Purpose::Cursor, b"page 2", &signature));
        assert!(!sealer.is_mac(Purpose::Csrf, b"page 2", &signature));
        assert!(!sealer.is_mac(Purpose::Cursor, b"page 3", &signature));
        assert!(!sealer.is_mac(Purpose::Cursor, b"page 2", &signature[..31]));
    }

    #[test]
    fn the_key_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let path = folder.path().to_owned();
                std::thread::spawn(move || Sealer::load(&path, None).unwrap().key)
            })
            .collect();
        let keys: Vec<_> = racers.into_iter().map(|racer| racer.join().unwrap()).collect();
        assert!(keys.iter().all(|key| *key == keys[0]));
        let mode = fs::metadata(folder.path().join(KEY_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_malformed_key_is_refused_with_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let error = Sealer::load(folder.path(), Some("short")).unwrap_err().to_string();
        assert!(error.contains("32 bytes in base64"), "{error}");
    }
}
