//! Secrets and signatures as Standard Webhooks 1.0.0 says: HMAC-SHA-256 over id, time and body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use kernel::{Error, Result};
use sha2::Sha256;
use store::secret::{Sealer, random};
use uuid::Uuid;

/// What every secret begins with.
const PREFIX: &str = "whsec_";
const BYTES: usize = 32;

/// What an endpoint and we know alone.
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A fresh one.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn fresh() -> Result<Self> {
        let mut bytes = [0u8; BYTES];
        random(&mut bytes)?;
        Ok(Self(bytes.to_vec()))
    }

    /// As it is shown, once.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}", BASE64_STANDARD.encode(&self.0))
    }

    /// Sealed for one endpoint.
    ///
    /// # Errors
    /// As [`Secret::fresh`].
    pub fn seal(&self, sealer: &Sealer, webhook: Uuid) -> Result<Vec<u8>> {
        sealer.seal(&place(webhook), &self.0)
    }

    /// Opens what [`Secret::seal`] made for the same endpoint.
    ///
    /// # Errors
    /// [`Error::Broken`] when it was sealed under another key.
    pub fn open(sealer: &Sealer, webhook: Uuid, sealed: &[u8]) -> Result<Self> {
        sealer.open(&place(webhook), sealed).map(Self)
    }

    fn signature(&self, message: &str) -> Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .map_err(|_| Error::broken("a webhook's secret is no key"))?;
        mac.update(message.as_bytes());
        Ok(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
    }
}

fn place(webhook: Uuid) -> Vec<u8> {
    [b"webhook ".as_slice(), webhook.as_bytes()].concat()
}

/// The header `webhook-signature`: one signature for each secret, separated by spaces.
///
/// # Errors
/// [`Error::Broken`] when a secret cannot be a key.
pub fn sign(secrets: &[Secret], id: &str, at: Timestamp, payload: &str) -> Result<String> {
    let message = format!("{id}.{}.{payload}", at.as_second());
    let signatures: Result<Vec<String>> =
        secrets.iter().map(|secret| secret.signature(&message)).collect();
    Ok(signatures?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret(BASE64_STANDARD.decode(text).unwrap())
    }

    #[test]
    fn a_signature_is_the_one_that_the_reference_libraries_make() {
        // The vector of the reference implementations (Python, Go, Rust …) of Standard Webhooks.
        let at = Timestamp::from_second(1_614_265_330).unwrap();
        let signed = sign(
            &[secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_a_secret_is_rotated_both_sign() {
        let (new, old) = (
            secret("bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3"),
            secret("b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk"),
        );
        let at = Timestamp::UNIX_EPOCH;
        let alone = sign(&[secret("b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk")], "m", at, "{}").unwrap();
        let both = sign(&[new, old], "m", at, "{}").unwrap();
        assert_eq!(both.split(' ').count(), 2);
        assert!(both.ends_with(&alone) && !both.starts_with(&alone));
    }

    #[test]
    fn a_secret_is_long_unlike_others_and_opens_at_its_endpoint_alone() {
        let sealer = Sealer::from_key([3; 32]);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let fresh = Secret::fresh().unwrap();
        let shown = fresh.reveal();
        assert!(shown.starts_with("whsec_") && shown.len() == 6 + 44);
        assert_ne!(shown, Secret::fresh().unwrap().reveal());
        let sealed = fresh.seal(&sealer, one).unwrap();
        assert_eq!(Secret::open(&sealer, one, &sealed).unwrap().reveal(), shown);
        assert!(Secret::open(&sealer, other, &sealed).is_err());
        assert_eq!(format!("{fresh:?}"), "Secret");
    }
}
