//! Passwords: what is accepted, and Argon2id, one at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::anyhow;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use kernel::{Error, Refusal, Refusals, Result};
use tokio::sync::Semaphore;

/// Fewest characters of a new password.
pub const SHORTEST: usize = 8;
/// Most bytes of any password; longer ones are not even hashed.
pub const LONGEST: usize = 1_024;

/// KiB of memory, passes and lanes. *Source*: OWASP Password Storage Cheat Sheet, 2026-11.
const COST: (u32, u32, u32) = (19 * 1_024, 2, 1);

/// A hash that no password has: what an unknown account is checked against, so that it takes
/// as long as a known one.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5c3NhbHRub2JvZHk$\
                       iPsBTdyYvx0qzP0AjPZJ0K5ZqE3xA3u3WkYp0fO1kWs";

/// A password of bearable length. It does not show itself in logs.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// One that somebody says is theirs.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is longer than any password may be.
    pub fn given(text: &str) -> Result<Self> {
        if text.len() > LONGEST {
            let refusal = Refusal::field("password", "password-too-long").with("limit", LONGEST);
            return Err(Error::Invalid(Refusals::one(refusal)));
        }
        Ok(Self(text.to_owned()))
    }

    /// One that somebody chooses. There are no rules but its length.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is too short, or as [`Password::given`].
    pub fn chosen(text: &str) -> Result<Self> {
        let password = Self::given(text)?;
        if text.chars().count() < SHORTEST {
            let refusal = Refusal::field("password", "password-too-short").with("limit", SHORTEST);
            return Err(Error::Refused(Refusals::one(refusal)));
        }
        Ok(password)
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Password")
    }
}

/// Hashes and checks passwords on one thread at a time, so that a storm of sign-ins leaves the
/// other cores to the pages.
#[derive(Clone, Debug)]
pub struct Hasher {
    turn: Arc<Semaphore>,
    done: Arc<AtomicU64>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), done: Arc::default() }
    }
}

impl Hasher {
    /// The text to store for a password, with its salt and cost.
    ///
    /// # Errors
    /// When the machine fails.
    pub async fn hash(&self, password: Password) -> Result<String> {
        self.run(move || {
            let hash = argon2()?.hash_password(password.0.as_bytes());
            Ok(hash.map_err(|error| anyhow!("cannot hash a password: {error}"))?.to_string())
        })
        .await
    }

    /// Whether a password is the stored one. Without a stored one the work is done all the same.
    ///
    /// # Errors
    /// When the machine fails.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool> {
        self.run(move || {
            let known = stored.is_some();
            let stored = stored.unwrap_or_else(|| NOBODYS.to_owned());
            let hash = PasswordHash::new(&stored)
                .map_err(|error| anyhow!("a stored password hash cannot be read: {error}"))?;
            let right = argon2()?.verify_password(password.0.as_bytes(), &hash).is_ok();
            Ok(known && right)
        })
        .await
    }

    /// How many hashes were computed since the start.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(Error::broken)?;
        self.done.fetch_add(1, Ordering::Relaxed);
        let worked = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        Ok(worked.await.map_err(Error::broken)??)
    }
}

fn argon2() -> anyhow::Result<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None)
        .map_err(|error| anyhow!("the cost of Argon2 is wrong: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let hasher = Hasher::default();
        let hash = hasher.hash(Password::chosen("correct horse").unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let right = Password::given("correct horse").unwrap();
        assert!(hasher.verify(right.clone(), Some(hash.clone())).await.unwrap());
        let wrong = Password::given("battery staple").unwrap();
        assert!(!hasher.verify(wrong, Some(hash)).await.unwrap());
        assert!(!hasher.verify(right, None).await.unwrap());
        assert_eq!(hasher.done(), 4);
    }

    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody() {
        let cost = |stored: &str| PasswordHash::new(stored).unwrap().params.to_string();
        let hash = Hasher::default().hash(Password::chosen("12345678").unwrap()).await.unwrap();
        assert_eq!(cost(NOBODYS), cost(&hash));
    }

    #[test]
    fn length_is_the_only_rule() {
        assert!(Password::chosen("12345678").is_ok());
        assert!(Password::chosen("春眠不觉晓处处闻").is_ok());
        assert!(matches!(Password::chosen("1234567"), Err(Error::Refused(_))));
        assert!(Password::given("").is_ok());
        assert!(Password::given(&"x".repeat(1_024)).is_ok());
        assert!(matches!(Password::given(&"x".repeat(1_025)), Err(Error::Invalid(_))));
        assert_eq!(format!("{:?}", Password::given("hunter22").unwrap()), "Password");
    }
}
