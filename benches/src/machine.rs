//! What the figures were taken on, and what a process costs.

use std::time::Duration;

use anyhow::{Context, Result};

/// The kernel counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// Processor, cores and memory, in a line.
pub fn note() -> String {
    let cpu =
        line_of("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory_kb: u64 =
        line_of("/proc/meminfo", "MemTotal").and_then(|line| number(&line)).unwrap_or_default();
    let gigabytes = memory_kb.div_ceil(1_048_576);
    format!("{cpu}, {cores} cores, {gigabytes} GB")
}

fn line_of(file: &str, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn number(line: &str) -> Option<u64> {
    line.split_whitespace().next()?.parse().ok()
}

/// Processor time of a process so far.
pub fn cpu_time(process: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, after_name) = stat.rsplit_once(')').context("a name in brackets")?;
    let ticks: u32 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|word| word.parse::<u32>().ok())
        .sum();
    Ok(TICK * ticks)
}

/// Memory of a process now, and at most so far, in megabytes.
pub fn memory_mb(process: u32) -> (u64, u64) {
    let file = format!("/proc/{process}/status");
    let of = |name| {
        line_of(&file, name).and_then(|line| number(&line)).unwrap_or_default().div_ceil(1_024)
    };
    (of("VmRSS"), of("VmHWM"))
}
