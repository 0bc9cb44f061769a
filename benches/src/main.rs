//! What Rapport takes for its pages over many people, on SQLite and on PostgreSQL.
//!
//!   benches RAPPORT WORK [POSTGRES]
//!
//! `RAPPORT` is the program, `WORK` a folder that may be filled, `POSTGRES` the address of a server
//! where a schema may be made. The table goes to standard output, progress to standard error.

mod case;
mod client;
mod floor;
mod house;
mod machine;
mod measure;
mod outgoing;
mod people;
mod report;
mod throughput;

use std::path::PathBuf;

use anyhow::{Context, Result};

use client::Client;
use house::{Engine, House, Size};
use measure::Times;
use report::{Report, Row};

/// How often each page is asked for.
const ROUNDS: usize = 400;
/// Everybody, when nobody says another number.
const PEOPLE: u64 = 100_000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| arguments.next().with_context(|| format!("{what} is missing"));
    let (rapport, work) = (PathBuf::from(next("RAPPORT")?), PathBuf::from(next("WORK")?));
    let mut engines = vec![Engine::Sqlite];
    engines.extend(arguments.next().map(Engine::Postgres));
    let people = std::env::var("RAPPORT_BENCH_PEOPLE").ok().and_then(|people| people.parse().ok());
    let people = people.unwrap_or(PEOPLE);
    let size = Size { people, companies: people / 5 };
    house::write_files(&work, size)?;
    let mut reports = Vec::new();
    for engine in engines {
        eprintln!("{}: importing", engine.name());
        let house = House::build(&rapport, &work, &engine, size)?;
        reports.push(measure(&house)?);
        report::told(&reports);
    }
    print!("{}", report::page(&reports, size));
    Ok(())
}

fn measure(house: &House) -> Result<Report> {
    let process = house.process()?;
    let idle_mb = machine::memory_mb(process).0;
    let mut client = Client::connect(&house.address)?;
    let mut rows = Vec::new();
    for case in case::cases(house)? {
        eprintln!("{}: {}", house.engine.name(), case.name);
        let cpu = machine::cpu_time(process)?;
        let mut ask = |round: usize| {
            let request = case.requests.get(round % case.requests.len()).context("a request")?;
            let answered = client.send(request)?.text(200);
            answered.map(drop).with_context(|| String::from_utf8_lossy(request).into_owned())
        };
        // A page that fails is told in the table: the others are measured all the same.
        let times = Times::take(ROUNDS, &mut ask).inspect_err(|error| eprintln!("{error:#}")).ok();
        let asked = u32::try_from(ROUNDS + ROUNDS.div_ceil(10))?;
        let cpu = (machine::cpu_time(process)? - cpu) / asked;
        rows.push(Row { name: case.name, cpu, times });
    }
    eprintln!("{}: exports", house.engine.name());
    let outgoing = outgoing::take(house)?;
    let list = case::list(house);
    let (floor, version) = floor::take(house, ROUNDS)?;
    let throughput = throughput::take(house, &list)?;
    let (_, memory_mb) = machine::memory_mb(process);
    Ok(Report {
        version,
        imports: house.imports.clone(),
        start: house.start,
        idle_mb,
        memory_mb,
        rows,
        outgoing,
        floor,
        throughput,
    })
}
