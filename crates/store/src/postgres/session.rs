//! Runs statements on one connection of the pool, inside a transaction that begins with the first.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use deadpool_postgres::Object;
use futures_util::future::{Either, FutureExt as _, join, ready, try_join_all};
use futures_util::stream::TryStreamExt as _;
use kernel::{Error, Result};
use tokio::time::timeout;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::types::ToSql;

use super::fault::{self, Remedy, unavailable};
use super::{answer, insert};
use crate::counted::Moment;
use crate::row::Row;
use crate::sql_value::SqlValue;
use crate::tx::Statement;

/// The most rows that one statement may answer.
const MOST_ROWS: usize = 100_000;

/// Prepared statements that a connection keeps at most; filters of users make new ones for ever.
const MOST_STATEMENTS: usize = 500;

/// A connection with an open transaction, or one that opens with the first statement.
pub(crate) struct Session {
    /// Shared with the hands of this session, which end before it does.
    client: Option<Arc<Object>>,
    /// A connection that must not go back to the pool, as one of the hands knows.
    spoilt: Arc<AtomicBool>,
    is_hand: bool,
    begin: &'static str,
    begun: bool,
    /// A statement is under way; dropped now, the connection is of no further use.
    busy: bool,
    limit: Duration,
    /// The first statement must be answered by then.
    first_until: Instant,
    remedy: Remedy,
    /// The snapshot that `begin` told, of a transaction that only reads.
    moment: Option<Moment>,
}

/// How a transaction is opened.
pub(super) struct Opening {
    pub(super) begin: &'static str,
    pub(super) limit: Duration,
    pub(super) asked_at: Instant,
}

impl Session {
    pub(super) fn new(client: Object, opening: Opening) -> Self {
        Self {
            client: Some(Arc::new(client)),
            spoilt: Arc::default(),
            is_hand: false,
            begin: opening.begin,
            begun: false,
            busy: false,
            limit: opening.limit,
            first_until: opening.asked_at + opening.limit,
            remedy: Remedy::None,
            moment: None,
        }
    }

    pub(crate) const fn moment(&self) -> Option<&Moment> {
        self.moment.as_ref()
    }

    /// Begins the transaction, so that its moment is known before the first question.
    pub(crate) async fn begin(&mut self) -> Result<()> {
        if self.begun {
            return Ok(());
        }
        self.run(self.begin, async |_| Ok(())).await
    }

    /// A session within the same transaction, to read beside this one.
    pub(crate) fn hand(&self) -> Option<Self> {
        Some(Self {
            client: Some(Arc::clone(self.client.as_ref()?)),
            spoilt: Arc::clone(&self.spoilt),
            is_hand: true,
            begin: self.begin,
            begun: true,
            busy: false,
            limit: self.limit,
            first_until: self.first_until,
            remedy: Remedy::None,
            moment: self.moment.clone(),
        })
    }

    /// Takes over what a hand met with.
    pub(crate) fn learn_from(&mut self, hand: &Self) {
        if hand.remedy != Remedy::None {
            self.remedy = hand.remedy;
        }
    }

    pub(super) const fn remedy(&self) -> Remedy {
        self.remedy
    }

    pub(crate) async fn query(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<Vec<Row>> {
        self.run(sql, async |client| rows(client, sql, parameters).await).await
    }

    /// Asks for all before the first answers; `texts` names them.
    pub(crate) async fn query_all(
        &mut self,
        texts: &str,
        statements: &[Statement],
    ) -> Result<Vec<Vec<Row>>> {
        let each = async |client: &Object| {
            let asked = statements.iter().map(|(sql, parameters)| rows(client, sql, parameters));
            try_join_all(asked).await
        };
        self.run(texts, each).await
    }

    pub(crate) async fn execute(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<u64> {
        self.run(sql, async |client| {
            let statement = client.prepare_cached(sql).await?;
            require_count(sql, statement.params().len(), parameters.len())?;
            Ok(client.execute_raw(&statement, parameters.iter().map(dynamic)).await?)
        })
        .await
    }

    pub(crate) async fn execute_each(&mut self, sql: &str, rows: &[Vec<SqlValue>]) -> Result<()> {
        for parameters in rows {
            self.execute(sql, parameters).await?;
        }
        Ok(())
    }

    pub(crate) async fn insert_rows(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<SqlValue>>,
    ) -> Result<()> {
        let sql = format!("insert into \"{table}\"");
        self.run(&sql, async |client| {
            let plan = insert::plan(client, table, columns).await?;
            insert::run(client, &plan, rows).await
        })
        .await
    }

    /// Ends the transaction for good.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server did not say that it kept it.
    pub(super) async fn commit(&mut self) -> Result<()> {
        if !self.begun {
            return Ok(());
        }
        let outcome =
            self.run("commit", async |client| Ok(client.batch_execute("commit").await?)).await;
        self.begun = outcome.is_err();
        outcome
    }

    /// Ends a transaction that only read, without waiting for the answer.
    pub(super) fn end_reading(&mut self) {
        self.send("commit");
    }

    async fn run<T>(
        &mut self,
        sql: &str,
        act: impl AsyncFnOnce(&Object) -> Result<T, Fault>,
    ) -> Result<T> {
        let limit = if self.begun {
            self.limit
        } else {
            self.first_until.saturating_duration_since(Instant::now())
        };
        let gone = || unavailable(2, "the connection to the database was lost");
        let client = self.client.as_ref().ok_or_else(gone)?;
        if client.statement_cache.size() > MOST_STATEMENTS {
            client.statement_cache.clear();
        }
        let begin = (!self.begun).then_some(self.begin);
        self.busy = true;
        let outcome = timeout(limit, after(client, begin, act(client))).await;
        self.busy = false;
        self.begun = true;
        match outcome {
            Ok(Ok((moment, value))) => {
                self.moment = moment.or(self.moment.take());
                Ok(value)
            }
            Ok(Err(Fault::Ours(error))) => Err(error),
            Ok(Err(Fault::Theirs(error))) => {
                self.remedy = fault::remedy(&error);
                if self.remedy == Remedy::Reconnect {
                    self.detach();
                }
                Err(fault::meaning(error, sql))
            }
            Err(_) => {
                self.detach();
                Err(unavailable(5, "the database did not answer in time"))
            }
        }
    }

    /// Sends a word whose answer nobody needs; whoever has the connection next waits behind it.
    fn send(&mut self, sql: &str) {
        if !self.begun {
            return;
        }
        self.begun = false;
        if let Some(client) = &self.client {
            // The first poll puts it on the wire.
            let _ = client.batch_execute(sql).now_or_never();
        }
    }

    /// The connection does not go back to the pool.
    fn detach(&mut self) {
        self.spoilt.store(true, Ordering::Release);
        if let Some(client) = self.client.take().and_then(Arc::into_inner) {
            drop(Object::take(client));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.busy || (!self.is_hand && self.spoilt.load(Ordering::Acquire)) {
            self.detach();
        } else if !self.is_hand {
            self.send("rollback");
        }
    }
}

/// An error of the server or the wire, or one of ours.
pub(super) enum Fault {
    Theirs(tokio_postgres::Error),
    Ours(Error),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Theirs(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

pub(super) fn dynamic(value: &SqlValue) -> &(dyn ToSql + Sync) {
    value
}

/// Runs a statement right behind the `begin` that it needs, in one round trip: what is polled first
/// is on the wire first. Answers what `begin` told of the snapshot, too.
async fn after<T>(
    client: &Object,
    begin: Option<&str>,
    statement: impl Future<Output = Result<T, Fault>>,
) -> Result<(Option<Moment>, T), Fault> {
    let begun = match begin {
        Some(sql) => Either::Left(client.simple_query(sql)),
        None => Either::Right(ready(Ok(Vec::new()))),
    };
    let (begun, outcome) = join(begun, statement).await;
    let told = begun?.into_iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok((told.map(Moment::Snapshot), outcome?))
}

async fn rows(client: &Object, sql: &str, parameters: &[SqlValue]) -> Result<Vec<Row>, Fault> {
    let statement = client.prepare_cached(sql).await?;
    require_count(sql, statement.params().len(), parameters.len())?;
    let stream = client.query_raw(&statement, parameters.iter().map(dynamic)).await?;
    let mut stream = pin!(stream);
    let mut rows = Vec::new();
    while let Some(found) = stream.try_next().await? {
        rows.push(answer::row(&found)?);
        if rows.len() > MOST_ROWS {
            let fault = format!("a statement answered more than {MOST_ROWS} rows: {sql}");
            return Err(Fault::Ours(Error::broken(fault)));
        }
    }
    Ok(rows)
}

fn require_count(sql: &str, wanted: usize, given: usize) -> Result<(), Fault> {
    if wanted == given {
        return Ok(());
    }
    Err(Fault::Ours(Error::broken(format!("{given} values for {wanted} parameters: {sql}"))))
}
