//! How many pages come in a second when many ask at once.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::case::Case;
use crate::client::Client;
use crate::house::House;
use crate::machine;
use crate::measure::Times;

/// Connections that are kept, each asking again as soon as it was answered.
pub const CONNECTIONS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(2);
const TIME: Duration = Duration::from_secs(10);

/// Pages of one kind under load.
#[derive(Debug)]
pub struct Throughput {
    pub a_second: f64,
    pub times: Times,
    /// Processor time of the serving process for each.
    pub cpu: Duration,
}

/// Asks for a page over many connections.
///
/// # Errors
/// When one is not answered.
pub fn take(house: &House, case: &Case) -> Result<Throughput> {
    ask(house, case, WARM_UP)?;
    let process = house.process()?;
    let cpu = machine::cpu_time(process)?;
    let began = Instant::now();
    let times = ask(house, case, TIME)?;
    let took = began.elapsed();
    let cpu = machine::cpu_time(process)? - cpu;
    let pages = u32::try_from(times.len())?;
    Ok(Throughput {
        a_second: f64::from(pages) / took.as_secs_f64(),
        times,
        cpu: cpu / pages.max(1),
    })
}

fn ask(house: &House, case: &Case, time: Duration) -> Result<Times> {
    let request = case.requests.first().context("a request")?;
    let until = Instant::now() + time;
    let one = || -> Result<Vec<Duration>> {
        let mut client = Client::connect(&house.address)?;
        let mut times = Vec::new();
        while Instant::now() < until {
            let began = Instant::now();
            let answer = client.send(request)?;
            anyhow::ensure!(answer.status == 200, "{}", answer.status);
            times.push(began.elapsed());
        }
        Ok(times)
    };
    let times = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(one)).collect();
        let mut times = Vec::new();
        for client in clients {
            times.extend(client.join().map_err(|_| anyhow::anyhow!("a client ended"))??);
        }
        anyhow::Ok(times)
    })?;
    Ok(Times::of(times))
}
