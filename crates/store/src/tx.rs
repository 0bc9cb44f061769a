//! A transaction, the same on both engines: all SQL of the product goes through it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, join};
use kernel::{Error, Result};
use tracing::warn;

use crate::counted::{Asked, Moment};
use crate::dialect::Dialect;
use crate::row::Row;
use crate::signals::Signals;
use crate::sql_value::SqlValue;
use crate::{postgres, sqlite};

/// What a body of [`crate::store::Store::read`] or `write` returns.
pub type TxFuture<'a, T> = BoxFuture<'a, Result<T>>;

/// Runs after the durable commit, and never when it fails.
pub type AfterCommit = Box<dyn FnOnce() + Send>;

/// A statement that takes longer is named in the log.
const SLOW_STATEMENT: Duration = Duration::from_secs(1);

/// An open transaction. Inside a body nothing may be awaited but its methods.
///
/// A statement that fails ends the transaction: whatever the body does then, it is rolled back.
pub struct Tx {
    session: Session,
    after_commit: Vec<AfterCommit>,
    transaction_id: Option<i64>,
    failed: bool,
    signals: Signals,
    recording: Option<Vec<Statement>>,
}

/// A statement and what it was given.
pub type Statement = (String, Vec<SqlValue>);

pub(crate) enum Session {
    Sqlite(sqlite::Session),
    Postgres(postgres::Session),
}

impl Tx {
    pub(crate) const fn new(session: Session, signals: Signals) -> Self {
        Self {
            session,
            after_commit: Vec::new(),
            transaction_id: None,
            failed: false,
            signals,
            recording: None,
        }
    }

    /// The rows of a `select`, at most 100,000.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is down or the statement took too long,
    /// [`Error::Conflict`] with the value `constraint` for a unique value that is taken,
    /// [`Error::StorageFull`], [`Error::Broken`] for a defect; so with all of these.
    pub async fn query(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<Vec<Row>> {
        self.require_sound()?;
        if let Some(statements) = &mut self.recording {
            statements.push((sql.to_owned(), parameters.to_vec()));
        }
        let began = Instant::now();
        let answer = match &mut self.session {
            Session::Sqlite(session) => session.query(sql, parameters),
            Session::Postgres(session) => session.query(sql, parameters).await,
        };
        self.note(sql, began, answer)
    }

    /// The rows of several `select`s that do not build on each other; on PostgreSQL they are asked
    /// for together, in one round trip.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn query_all(&mut self, statements: &[Statement]) -> Result<Vec<Vec<Row>>> {
        self.require_sound()?;
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(recorded) = &mut self.recording {
            recorded.extend_from_slice(statements);
        }
        let began = Instant::now();
        let texts: Vec<&str> = statements.iter().map(|(sql, _)| sql.as_str()).collect();
        let texts = texts.join(";\n");
        let answer = match &mut self.session {
            Session::Sqlite(session) => {
                statements.iter().map(|(sql, parameters)| session.query(sql, parameters)).collect()
            }
            Session::Postgres(session) => session.query_all(&texts, statements).await,
        };
        self.note(&texts, began, answer)
    }

    /// What two bodies read that do not build on each other; on PostgreSQL the statements of one are
    /// on the wire while those of the other are answered. They only read.
    ///
    /// # Errors
    /// Those of the bodies.
    pub async fn both<A, B>(
        &mut self,
        one: impl AsyncFnOnce(&mut Self) -> Result<A>,
        other: impl AsyncFnOnce(&mut Self) -> Result<B>,
    ) -> Result<(A, B)> {
        let Some(mut hand) = self.hand().await? else {
            return Ok((one(self).await?, other(self).await?));
        };
        let outcome = join(one(self), other(&mut hand)).await;
        self.failed |= hand.failed;
        if let (Session::Postgres(session), Session::Postgres(hand)) =
            (&mut self.session, &hand.session)
        {
            session.learn_from(hand);
        }
        match outcome {
            (Ok(one), Ok(other)) => Ok((one, other)),
            // Whatever follows a failure on the wire is refused, and tells nothing.
            (Err(Error::Broken(_)) | Ok(_), Err(error)) | (Err(error), _) => Err(error),
        }
    }

    /// Another hand in the same transaction, where statements can be under way side by side.
    async fn hand(&mut self) -> Result<Option<Self>> {
        self.require_sound()?;
        let Session::Postgres(session) = &mut self.session else {
            return Ok(None);
        };
        if self.recording.is_some() {
            return Ok(None);
        }
        session.begin().await?;
        Ok(session
            .hand()
            .map(|session| Self::new(Session::Postgres(session), self.signals.clone())))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn query_opt(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<Option<Row>> {
        Ok(self.query(sql, parameters).await?.into_iter().next())
    }

    /// The first row of a statement that always has one.
    ///
    /// # Errors
    /// As [`Tx::query`]; [`Error::Broken`] when there is no row.
    pub async fn query_one(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<Row> {
        let row = self.query_opt(sql, parameters).await?;
        row.ok_or_else(|| Error::broken(format!("no row from: {sql}")))
    }

    /// The first row of a statement that takes long and says little: a count, a place in an order.
    /// While nothing is committed it is asked once for everybody who reads; in a transaction that
    /// writes, each time.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn known_row(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<Option<Row>> {
        if let Session::Postgres(session) = &mut self.session
            && let Err(error) = session.begin().await
        {
            self.failed = true;
            return Err(error);
        }
        let asked = Asked::of(sql, parameters);
        let known = self.moment().and_then(|moment| self.signals.counted.get(moment, &asked));
        if let Some(known) = known {
            return Ok(known);
        }
        let row = self.query_opt(sql, parameters).await?;
        if let Some(moment) = self.moment() {
            self.signals.counted.keep(moment, asked, row.clone());
        }
        Ok(row)
    }

    /// The number that a statement answers, by [`Tx::known_row`].
    ///
    /// # Errors
    /// As [`Tx::query_one`].
    pub async fn number(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<i64> {
        let row = self.known_row(sql, parameters).await?;
        row.ok_or_else(|| Error::broken(format!("no row from: {sql}")))?.int(0)
    }

    /// How many rows a statement changed.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn execute(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<u64> {
        self.require_sound()?;
        let began = Instant::now();
        let answer = match &mut self.session {
            Session::Sqlite(session) => session.execute(sql, parameters),
            Session::Postgres(session) => session.execute(sql, parameters).await,
        };
        self.note(sql, began, answer)
    }

    /// Runs one statement for each row of parameters, in their order.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn execute_each(&mut self, sql: &str, rows: Vec<Vec<SqlValue>>) -> Result<()> {
        self.require_sound()?;
        if rows.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        let answer = match &mut self.session {
            Session::Sqlite(session) => session.execute_each(sql, &rows),
            Session::Postgres(session) => session.execute_each(sql, &rows).await,
        };
        self.note(sql, began, answer)
    }

    /// Runs a statement that holds rows of values, written `($1, $2), ($3, $4)`, over all rows; each
    /// is as long as the first.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn execute_rows(
        &mut self,
        sql: impl Fn(&str) -> String + Send,
        rows: Vec<Vec<SqlValue>>,
    ) -> Result<()> {
        let width = rows.first().map_or(0, Vec::len);
        let mut rows = rows.into_iter();
        for &size in self.dialect().statement_rows() {
            let mut bound = Vec::with_capacity(rows.len() / size);
            while rows.len() >= size {
                bound.push(rows.by_ref().take(size).flatten().collect());
            }
            self.execute_each(&sql(&tuples(size, width)), bound).await?;
        }
        Ok(())
    }

    /// Inserts many rows at once; table and columns are given without quotes.
    ///
    /// # Errors
    /// As [`Tx::query`]; [`Error::Broken`] when a row has another length than the columns.
    pub async fn insert_rows(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<SqlValue>>,
    ) -> Result<()> {
        self.require_sound()?;
        if rows.is_empty() {
            return Ok(());
        }
        if rows.iter().any(|row| row.len() != columns.len()) {
            return Err(Error::broken(format!(
                "a row for {table} has not {} values",
                columns.len()
            )));
        }
        let began = Instant::now();
        let answer = match &mut self.session {
            Session::Sqlite(session) => session.insert_rows(table, columns, &rows),
            Session::Postgres(session) => session.insert_rows(table, columns, rows).await,
        };
        self.note(table, began, answer)
    }

    /// Which engine this is; only for what [`Dialect`] knows.
    pub const fn dialect(&self) -> Dialect {
        match self.session {
            Session::Sqlite(_) => Dialect::Sqlite,
            Session::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Notes what to do after the durable commit; it must be short and must not wait.
    pub fn on_commit(&mut self, after: AfterCommit) {
        self.after_commit.push(after);
    }

    /// The number of this transaction, by which the sequencer orders the journal.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub async fn transaction_id(&mut self) -> Result<i64> {
        if let Some(known) = self.transaction_id {
            return Ok(known);
        }
        let id = match &mut self.session {
            Session::Sqlite(session) => session.next_transaction_id()?,
            Session::Postgres(_) => {
                self.query_one("select pg_current_xact_id()::text::bigint", &[]).await?.int(0)?
            }
        };
        self.transaction_id = Some(id);
        Ok(id)
    }

    /// Keeps every statement with rows from here on, for a look at their plans.
    pub fn begin_recording(&mut self) {
        self.recording = Some(Vec::new());
    }

    /// What was kept since [`Tx::begin_recording`].
    pub fn end_recording(&mut self) -> Vec<Statement> {
        self.recording.take().unwrap_or_default()
    }

    /// The runner of this process looks for jobs after the commit.
    pub(crate) fn wake_jobs(&mut self) {
        let jobs_due = Arc::clone(&self.signals.jobs_due);
        self.on_commit(Box::new(move || jobs_due.notify_one()));
    }

    pub(crate) const fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    pub(crate) const fn has_failed(&self) -> bool {
        self.failed
    }

    /// Takes what a body left and makes the transaction ready for the next one.
    pub(crate) fn reset(&mut self) -> Vec<AfterCommit> {
        self.failed = false;
        self.transaction_id = None;
        std::mem::take(&mut self.after_commit)
    }

    /// What this transaction sees, once that is known; none when it may write.
    const fn moment(&self) -> Option<&Moment> {
        match &self.session {
            Session::Sqlite(session) => session.moment(),
            Session::Postgres(session) => session.moment(),
        }
    }

    fn require_sound(&self) -> Result<()> {
        if self.failed {
            return Err(Error::broken("a statement was sent after an earlier one had failed"));
        }
        Ok(())
    }

    /// Values are bound and do not stand in `sql`: what is logged tells of nobody.
    fn note<T>(&mut self, sql: &str, began: Instant, answer: Result<T>) -> Result<T> {
        let took = began.elapsed();
        if took > SLOW_STATEMENT {
            warn!(sql, ms = took.as_millis(), "A statement took long");
        }
        self.failed |= answer.is_err();
        answer
    }
}

/// The numbered places of some rows.
fn tuples(rows: usize, width: usize) -> String {
    let row = |at: usize| {
        let marks: Vec<String> =
            (1..=width).map(|place| format!("${}", at * width + place)).collect();
        format!("({})", marks.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// The outcome of a body, with failed statements that it hid made visible.
pub(crate) fn honest<T>(tx: &Tx, outcome: Result<T>) -> Result<T> {
    match outcome {
        Ok(_) if tx.has_failed() => {
            Err(Error::broken("a transaction went on after a statement had failed"))
        }
        other => other,
    }
}

/// What a panic said.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
