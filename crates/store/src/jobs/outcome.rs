//! How a job stands, how it may end, and how long to wait after a failure.

use std::time::Duration;

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Not begun.
    Queued,
    /// Leased by a runner.
    Running,
    /// Failed for now; tried again by itself.
    Waiting,
    Done,
    /// Given up; a person may try again.
    Failed,
}

impl JobState {
    pub const ALL: [Self; 5] =
        [Self::Queued, Self::Running, Self::Waiting, Self::Done, Self::Failed];

    /// As it stands in the table.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// From its key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// Which of the due jobs come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Priority {
    /// Someone waits for it.
    High,
    #[default]
    Normal,
    /// Mass work.
    Low,
}

impl Priority {
    /// First first.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::High => 2,
            Self::Normal => 1,
            Self::Low => 0,
        }
    }
}

/// How a job ended when it did not fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Done, with a line for the jobs page.
    DoneWith(String),
    /// Not finished; run it again after so long. That is no failure and costs no attempt.
    Again(Duration),
}

/// What is kept of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    /// Trying again cannot help.
    pub(crate) is_final: bool,
}

impl Failure {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>, is_final: bool) -> Self {
        Self { kind, message: message.into(), is_final }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let (kind, is_final) = match &error {
            Error::Unavailable { .. } | Error::StorageFull => ("unavailable", false),
            Error::Broken(_) => ("broken", false),
            _ => ("refused", true),
        };
        Self::new(kind, error.to_string(), is_final)
    }
}

const SHORTEST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(3_600);

/// How long to wait after so many failed attempts: four times longer each time, within an hour,
/// a quarter more or less so that many do not come back together. `chance` is 0 to 255.
pub(crate) fn pause(attempts: i64, chance: u8) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0);
    let even = SHORTEST.saturating_mul(4_u32.saturating_pow(doublings)).min(LONGEST);
    even.saturating_mul(384 + u32::from(chance)) / 512
}

/// A random byte for [`pause`].
///
/// # Errors
/// When the machine has no randomness.
pub(crate) fn chance() -> Result<u8> {
    let mut byte = [0u8; 1];
    crate::secret::random(&mut byte)?;
    let [byte] = byte;
    Ok(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_are_uneven() {
        assert_eq!(pause(1, 128), Duration::from_secs(5));
        assert_eq!(pause(2, 128), Duration::from_secs(20));
        assert_eq!(pause(3, 128), Duration::from_secs(80));
        assert_eq!(pause(100, 128), LONGEST);
        assert!(pause(2, 0) < pause(2, 128) && pause(2, 128) < pause(2, 255));
        assert_eq!(pause(0, 128), pause(1, 128));
    }

    #[test]
    fn a_refusal_is_final_and_a_sleeping_database_is_not() {
        assert!(Failure::from(Error::refused("email", "taken")).is_final);
        let asleep = Error::Unavailable { retry_after_s: 1, detail: String::new() };
        assert_eq!(Failure::from(asleep).kind, "unavailable");
        assert!(!Failure::from(Error::broken("defect")).is_final);
    }

    #[test]
    fn states_are_known_by_their_keys() {
        for state in JobState::ALL {
            assert_eq!(JobState::parse(state.key()), Some(state));
        }
        assert_eq!(JobState::parse("lost"), None);
    }
}
