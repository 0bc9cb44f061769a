//! Secrets made here: session ids, tokens and one-time links. Only their digests are kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Result;
use store::secret::{Purpose, Sealer, random};

/// Random bytes of a secret: 256 bits.
const LENGTH: usize = 32;

/// A secret on its way to the one who asked for it. It is shown once and never logged.
pub struct Secret(String);

impl Secret {
    /// A new secret from the randomness of the operating system.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn new(prefix: &str) -> Result<Self> {
        let mut bytes = [0_u8; LENGTH];
        random(&mut bytes)?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The text that its owner must keep.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored in its place.
    pub fn digest(&self, sealer: &Sealer) -> Digest {
        digest(sealer, &self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret")
    }
}

/// What is stored in place of a secret.
pub type Digest = [u8; 32];

/// The digest of a secret that somebody shows, under the workspace key: who can write into the
/// database still cannot make a session.
pub fn digest(sealer: &Sealer, secret: &str) -> Digest {
    sealer.mac(Purpose::Token, secret.as_bytes())
}

/// The token that the forms of a session carry; it cannot be had without the session's secret.
pub fn csrf_token(sealer: &Sealer, secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(sealer.mac(Purpose::Csrf, secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_never_the_same() {
        let (one, other) = (Secret::new("x_").unwrap(), Secret::new("x_").unwrap());
        assert_ne!(one.reveal(), other.reveal());
        assert_eq!(one.reveal().len(), 2 + 43);
        let sealer = Sealer::from_key([7; 32]);
        assert_eq!(one.digest(&sealer), digest(&sealer, one.reveal()));
        assert_ne!(one.digest(&sealer), one.digest(&Sealer::from_key([8; 32])));
    }

    #[test]
    fn a_secret_does_not_show_itself_in_logs() {
        let secret = Secret::new("").unwrap();
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }
}
