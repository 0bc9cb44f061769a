//! The table.

use std::fmt::Write as _;
use std::time::Duration;

use crate::house::Size;
use crate::machine;
use crate::measure::{Times, ms};
use crate::outgoing::Outgoing;
use crate::throughput::{CONNECTIONS, Throughput};

/// What is promised: in the middle, and for all but one of a hundred.
const GOAL: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(25));

/// What is promised of an export of 100,000 records.
const FIRST_BYTE: Duration = Duration::from_millis(200);
const WHOLE: Duration = Duration::from_secs(5);
const MORE_MB: u64 = 20;

/// One kind of page.
#[derive(Debug)]
pub struct Row {
    pub name: &'static str,
    /// None when one was not answered.
    pub times: Option<Times>,
    /// Processor time of the serving process for each.
    pub cpu: Duration,
}

/// Everything about one engine.
#[derive(Debug)]
pub struct Report {
    pub version: String,
    pub imports: Vec<(&'static str, u64, Duration)>,
    pub start: Duration,
    pub idle_mb: u64,
    pub memory_mb: u64,
    pub rows: Vec<Row>,
    pub outgoing: Vec<Outgoing>,
    pub floor: Times,
    pub throughput: Throughput,
}

/// Tells on standard error what was found last.
pub fn told(reports: &[Report]) {
    if let Some(report) = reports.last() {
        eprintln!("{}", section(report).unwrap_or_default());
    }
}

/// The page `benches/results.md`.
pub fn page(reports: &[Report], size: Size) -> String {
    let day = jiff::Zoned::now().date();
    let note =
        std::env::var("RAPPORT_BENCH_NOTE").map(|note| format!(" ({note})")).unwrap_or_default();
    let mut page = format!(
        "# What it takes\n\nWritten by `bin/bench` on {day}. Machine: {}{note}. {} people and {} companies, 200 members in \
         30 teams. Every page is asked for by an ordinary member, with a session and rights on, over one kept connection \
         of the loopback, uncompressed. CPU is that of the serving process alone. The goal is p50 ≤ 5 ms and p99 ≤ 25 ms.\n",
        machine::note(),
        size.people,
        size.companies,
    );
    for report in reports {
        page.push_str(&section(report).unwrap_or_default());
    }
    page
}

fn section(report: &Report) -> Option<String> {
    let mut text = String::new();
    writeln!(text, "\n## {}\n", report.version).ok()?;
    let rows: u64 = report.imports.iter().map(|(_, rows, _)| rows).sum();
    let took: Duration = report.imports.iter().map(|(_, _, took)| *took).sum();
    let each: Vec<String> = report
        .imports
        .iter()
        .map(|(what, rows, took)| format!("{rows} {what} in {:.1} s", took.as_secs_f64()))
        .collect();
    writeln!(text, "* Import of {rows} rows: {:.1} s ({})", took.as_secs_f64(), each.join(", "))
        .ok()?;
    writeln!(text, "* Start until ready: {} ms", report.start.as_millis()).ok()?;
    writeln!(
        text,
        "* Memory: {} MB after the start, {} MB at most",
        report.idle_mb, report.memory_mb
    )
    .ok()?;
    let load = &report.throughput;
    writeln!(
        text,
        "* {CONNECTIONS} connections asking for the list of people: {:.0} pages a second, p50 {} ms, p99 {} ms, {} ms of \
         CPU each; the load program ran on the same cores",
        load.a_second,
        ms(load.times.below(500)),
        ms(load.times.below(990)),
        ms(load.cpu),
    )
    .ok()?;
    let list = report.rows.first()?;
    let through = list.times.as_ref().map(|times| times.below(500)).unwrap_or_default();
    let floor = report.floor.below(500);
    writeln!(
        text,
        "* The rows of that list as a bare prepared statement in a loop: p50 {} ms, p99 {} ms; the whole page takes {:.1} \
         times that",
        ms(floor),
        ms(report.floor.below(990)),
        through.as_secs_f64() / floor.as_secs_f64(),
    )
    .ok()?;
    text.push_str("\n| page | p50 ms | p99 ms | CPU ms | |\n|---|---:|---:|---:|---|\n");
    for row in &report.rows {
        let Some(times) = &row.times else {
            writeln!(text, "| {} | | | | **was not answered** |", row.name).ok()?;
            continue;
        };
        let (middle, slow) = (times.below(500), times.below(990));
        let kept = if middle <= GOAL.0 && slow <= GOAL.1 { "" } else { "above the goal" };
        writeln!(
            text,
            "| {} | {} | {} | {} | {kept} |",
            row.name,
            ms(middle),
            ms(slow),
            ms(row.cpu)
        )
        .ok()?;
    }
    Some(text + &exports(report)?)
}

/// All parties as a file, every field: what is promised stands in the last column.
fn exports(report: &Report) -> Option<String> {
    let mut text = String::from(
        "\n| export of everybody | first byte ms | whole s | MB | more memory MB | |\n\
         |---|---:|---:|---:|---:|---|\n",
    );
    for one in &report.outgoing {
        // A workbook is whole before its first byte can go out.
        let is_soon = one.first <= FIRST_BYTE || one.format == "xlsx";
        let kept = is_soon && one.whole <= WHOLE && one.more_mb <= MORE_MB;
        writeln!(
            text,
            "| {} | {} | {:.2} | {} | {} | {} |",
            one.format,
            ms(one.first),
            one.whole.as_secs_f64(),
            one.bytes / 1_048_576,
            one.more_mb,
            if kept { "" } else { "above the goal" },
        )
        .ok()?;
    }
    Some(text)
}
