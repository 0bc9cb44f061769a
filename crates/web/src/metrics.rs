//! Numbers about the process in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets of durations, in milliseconds.
const BUCKETS_MS: [u64; 11] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000, 30_000];

/// Counters and durations since the process began.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(String, String, u16), Durations>>,
    shed: AtomicU64,
    turned_away: AtomicU64,
    connections: AtomicU64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Durations {
    buckets: [u64; BUCKETS_MS.len()],
    count: u64,
    sum: Duration,
}

/// An open connection; closed when dropped.
pub(crate) struct OpenConnection(Arc<Metrics>);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Notes an answer.
    pub fn count_request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (method.to_owned(), route.to_owned(), status);
        let durations = requests.entry(key).or_default();
        durations.count += 1;
        durations.sum += took;
        let took_ms = took.as_millis();
        for (bucket, limit) in durations.buckets.iter_mut().zip(BUCKETS_MS) {
            if took_ms <= u128::from(limit) {
                *bucket += 1;
            }
        }
    }

    /// Notes a request that was asked to come back.
    pub fn count_shed(&self) {
        self.shed.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes a connection that its address had too many of.
    pub fn count_turned_away(&self) {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn open_connection(self: &Arc<Self>) -> OpenConnection {
        self.connections.fetch_add(1, Ordering::Relaxed);
        OpenConnection(Arc::clone(self))
    }

    /// Writes all numbers, with further gauges of the caller: name, what it is, value.
    pub fn render(&self, gauges: &[(&str, &str, i64)]) -> String {
        let mut text = String::new();
        self.render_requests(&mut text);
        for (name, help, count) in [
            ("rapport_requests_shed_total", "Requests answered 503 for load", &self.shed),
            (
                "rapport_connections_refused_total",
                "Connections above the limit of an address",
                &self.turned_away,
            ),
        ] {
            line(&mut text, &format!("# HELP {name} {help}\n# TYPE {name} counter"));
            line(&mut text, &format!("{name} {}", count.load(Ordering::Relaxed)));
        }
        let open = i64::try_from(self.connections.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
        for (name, help, value) in
            [("rapport_connections", "Open connections", open)].iter().chain(gauges)
        {
            line(&mut text, &format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"));
        }
        text
    }

    fn render_requests(&self, text: &mut String) {
        let name = "rapport_request_duration_seconds";
        line(text, &format!("# HELP {name} Time to answer\n# TYPE {name} histogram"));
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for ((method, route, status), durations) in requests {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            for (bucket, limit) in durations.buckets.iter().zip(BUCKETS_MS) {
                let limit = Duration::from_millis(limit).as_secs_f64();
                line(text, &format!("{name}_bucket{{{labels},le=\"{limit}\"}} {bucket}"));
            }
            let count = durations.count;
            line(text, &format!("{name}_bucket{{{labels},le=\"+Inf\"}} {count}"));
            line(text, &format!("{name}_sum{{{labels}}} {}", durations.sum.as_secs_f64()));
            line(text, &format!("{name}_count{{{labels}}} {count}"));
        }
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_fall_into_their_buckets() {
        let metrics = Metrics::default();
        metrics.count_request("GET", "/people", 200, Duration::from_millis(3));
        metrics.count_request("GET", "/people", 200, Duration::from_millis(70));
        let text = metrics.render(&[("rapport_journal_lag", "Entries waiting", 7)]);
        let labels = "method=\"GET\",route=\"/people\",status=\"200\"";
        assert!(text.contains(&format!("_bucket{{{labels},le=\"0.002\"}} 0\n")), "{text}");
        assert!(text.contains(&format!("_bucket{{{labels},le=\"0.005\"}} 1\n")));
        assert!(text.contains(&format!("_bucket{{{labels},le=\"0.1\"}} 2\n")));
        assert!(text.contains(&format!("_count{{{labels}}} 2\n")));
        assert!(text.contains("# TYPE rapport_journal_lag gauge\nrapport_journal_lag 7\n"));
    }

    #[test]
    fn open_connections_are_counted_down_again() {
        let metrics = Arc::new(Metrics::default());
        let open = metrics.open_connection();
        assert!(metrics.render(&[]).contains("rapport_connections 1\n"));
        drop(open);
        assert!(metrics.render(&[]).contains("rapport_connections 0\n"));
    }
}
