//! When the next attempt comes, and when an endpoint is switched off: plain functions of what came
//! back, the time and a throw of the dice.

use std::time::Duration;

use http::StatusCode;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};

/// Pauses between the attempts of one delivery: ten attempts in three days.
const PAUSES_S: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// No receiver may put us off for longer.
const LONGEST_S: i64 = 86_400;
/// An endpoint that has only failed for so long is switched off.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// How an attempt went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Delivered,
    /// The endpoint wants nothing more.
    Gone,
    /// Perhaps with how long the receiver asks us to wait.
    Failed {
        wait: Option<SignedDuration>,
    },
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Delivered,
    Again(Timestamp),
    GivenUp,
}

/// Reads a status; redirects are failures, because they are not followed.
pub fn outcome(status: StatusCode, retry_after: Option<&str>, now: Timestamp) -> Outcome {
    match status.as_u16() {
        200..=299 => Outcome::Delivered,
        410 => Outcome::Gone,
        429 | 503 => {
            Outcome::Failed { wait: retry_after.and_then(|text| asked_wait(text.trim(), now)) }
        }
        _ => Outcome::Failed { wait: None },
    }
}

/// Seconds, or an instant as HTTP writes it.
fn asked_wait(text: &str, now: Timestamp) -> Option<SignedDuration> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds mean longer than we wait in any case.
        return Some(SignedDuration::from_secs(text.parse().unwrap_or(LONGEST_S)));
    }
    let at = rfc2822::parse(text).ok()?.timestamp();
    Some(at.duration_since(now).max(SignedDuration::ZERO))
}

/// What becomes of a delivery after so many attempts, the last of which went so. `chance` is 0 to
/// 255 and moves the next one by up to a fifth, so that many do not come back together.
pub fn next(attempts: i64, outcome: Outcome, now: Timestamp, chance: u8) -> Next {
    let wait = match outcome {
        Outcome::Delivered => return Next::Delivered,
        Outcome::Gone => return Next::GivenUp,
        Outcome::Failed { wait } => wait.unwrap_or(SignedDuration::ZERO),
    };
    let made = usize::try_from(attempts.max(1) - 1).unwrap_or(usize::MAX);
    let Some(pause) = PAUSES_S.get(made) else {
        return Next::GivenUp;
    };
    let jittered_ms = pause * (800 + 400 * i64::from(chance) / 255);
    let asked = wait.min(SignedDuration::from_secs(LONGEST_S));
    let pause = SignedDuration::from_millis(jittered_ms).max(asked);
    Next::Again(now.checked_add(pause).unwrap_or(Timestamp::MAX))
}

/// Whether an endpoint that has only failed since then is switched off.
pub fn is_beyond_patience(failing_since: Option<Timestamp>, now: Timestamp) -> bool {
    failing_since.is_some_and(|since| now.duration_since(since) >= PATIENCE)
}

/// How long whoever claimed a delivery may take before another one attempts it.
pub const LEASE: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FAILED: Outcome = Outcome::Failed { wait: None };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn without_chance_the_attempts_are_those_of_the_standard() {
        let mut now = at(0);
        let mut pauses = Vec::new();
        for attempts in 1.. {
            // 127.5 of 255 would be even; 128 is as near as a byte comes.
            let Next::Again(next) = next(attempts, FAILED, now, 128) else { break };
            pauses.push(next.duration_since(now).as_secs_f64().round());
            now = next;
        }
        let even = [5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 50_400.0, 72_000.0, 86_400.0];
        for (pause, even) in pauses.iter().zip(even) {
            assert!((pause / even - 1.0).abs() < 0.002, "{pause} {even}");
        }
        assert_eq!(pauses.len(), 9);
        assert!((now.as_second() - 272_105).abs() < 600, "75 hours in all");
    }

    #[test]
    fn a_receiver_may_put_us_off_for_a_day_at_most() {
        let status = |code: u16| StatusCode::from_u16(code).unwrap();
        let asked = |code, text| outcome(status(code), Some(text), at(1_000));
        let wait = |secs| Outcome::Failed { wait: Some(SignedDuration::from_secs(secs)) };
        assert_eq!(asked(429, "120"), wait(120));
        assert_eq!(asked(503, "Thu, 01 Jan 1970 00:20:00 GMT"), wait(200));
        assert_eq!(asked(503, "Thu, 01 Jan 1970 00:00:00 GMT"), wait(0));
        for unread in ["soon", "", "-5", "1.5"] {
            assert_eq!(asked(429, unread), FAILED, "{unread}");
        }
        assert_eq!(asked(500, "120"), FAILED);
        for huge in ["1000000000", "99999999999999999999999999"] {
            let Next::Again(next) = next(1, asked(429, huge), at(0), 0) else { panic!("{huge}") };
            assert_eq!(next, at(86_400), "{huge}");
        }
    }

    #[test]
    fn a_status_says_what_it_says() {
        let said = |code: u16| outcome(StatusCode::from_u16(code).unwrap(), None, at(0));
        assert_eq!(
            (said(200), said(204), said(410)),
            (Outcome::Delivered, Outcome::Delivered, Outcome::Gone)
        );
        for failed in [301, 302, 307, 304, 400, 404, 429, 500, 503] {
            assert_eq!(said(failed), FAILED, "{failed}");
        }
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Answer(u16, Option<i64>),
        /// The clock is set, forwards or backwards.
        Jump(i64),
    }

    fn steps() -> impl Strategy<Value = Vec<(Step, u8)>> {
        let status = prop_oneof![Just(200), Just(301), Just(410), Just(429), Just(500), Just(503)];
        let wait = proptest::option::of(0..10_000_000_000i64);
        let step = prop_oneof![
            6 => (status, wait).prop_map(|(status, wait)| Step::Answer(status, wait)),
            1 => (-1_000_000..1_000_000i64).prop_map(Step::Jump),
        ];
        proptest::collection::vec((step, any::<u8>()), 1..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn whatever_comes_back_attempts_are_few_and_pauses_bounded(steps in steps()) {
            let (mut now, mut attempts) = (at(1_700_000_000), 0);
            for (step, chance) in steps {
                match step {
                    Step::Jump(by) => now = at(now.as_second() + by),
                    Step::Answer(status, wait) => {
                        attempts += 1;
                        let text = wait.map(|wait| wait.to_string());
                        let came = outcome(StatusCode::from_u16(status).unwrap(), text.as_deref(), now);
                        match next(attempts, came, now, chance) {
                            Next::Delivered => { prop_assert_eq!(status, 200); break }
                            Next::GivenUp => { prop_assert!(status == 410 || attempts == 10); break }
                            Next::Again(then) => {
                                let pause = then.duration_since(now).as_millis();
                                let even = i128::from(PAUSES_S[usize::try_from(attempts - 1).unwrap()]) * 1_000;
                                prop_assert!(pause >= even * 8 / 10 && attempts < 10);
                                prop_assert!(pause <= (even * 12 / 10).max(i128::from(LONGEST_S) * 1_000));
                                now = then;
                            }
                        }
                    }
                }
            }
            prop_assert!(attempts <= 10);
        }
    }
}
