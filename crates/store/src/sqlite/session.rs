//! Runs statements on one connection to SQLite; every answer is ready at once.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};

use super::deadline::Deadline;
use super::fault;
use crate::counted::Moment;
use crate::dialect::Dialect;
use crate::row::Row;
use crate::sql_value::{SqlValue, without_nul};

/// The most rows that one statement may answer.
pub(crate) const MOST_ROWS: usize = 100_000;

/// A connection with its limits.
pub(crate) struct Session {
    connection: Connection,
    deadline: Arc<Deadline>,
    limit: Duration,
    /// The last transaction id given in this group; `None` until one was asked for.
    last_transaction_id: Option<i64>,
    /// What is seen; of a connection that only reads.
    moment: Option<Moment>,
}

impl Session {
    pub(crate) const fn new(
        connection: Connection,
        deadline: Arc<Deadline>,
        limit: Duration,
    ) -> Self {
        Self { connection, deadline, limit, last_transaction_id: None, moment: None }
    }

    pub(crate) const fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) const fn deadline(&self) -> &Arc<Deadline> {
        &self.deadline
    }

    pub(crate) const fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    /// What the next snapshot sees at least.
    pub(crate) fn set_moment(&mut self, moment: Moment) {
        self.moment = Some(moment);
    }

    pub(crate) const fn moment(&self) -> Option<&Moment> {
        self.moment.as_ref()
    }

    /// A new group reads the counter anew.
    pub(crate) const fn forget_transaction_id(&mut self) {
        self.last_transaction_id = None;
    }

    pub(crate) fn next_transaction_id(&mut self) -> Result<i64> {
        let last = match self.last_transaction_id {
            Some(last) => last,
            None => self
                .query(r#"select "transaction_id" from "sequencer" where "name" = 'journal'"#, &[])?
                .first()
                .map_or(Ok(0), |row| row.int(0))?,
        };
        self.last_transaction_id = Some(last + 1);
        Ok(last + 1)
    }

    pub(crate) fn query(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<Vec<Row>> {
        self.deadline.arm(self.limit);
        self.rows(sql, parameters).map_err(|error| self.explain(sql, error))
    }

    pub(crate) fn execute(&mut self, sql: &str, parameters: &[SqlValue]) -> Result<u64> {
        self.deadline.arm(self.limit);
        let changed = self
            .bound(sql, parameters)
            .and_then(|mut statement| statement.raw_execute())
            .map_err(|error| self.explain(sql, error))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(crate) fn execute_each(&mut self, sql: &str, rows: &[Vec<SqlValue>]) -> Result<()> {
        self.deadline.arm(self.limit);
        let numbered = Dialect::Sqlite.parameters(sql);
        self.run_each(&numbered, rows).map_err(|error| self.explain(sql, error))
    }

    /// One prepared statement row by row: without a network that is as fast as many rows at once.
    pub(crate) fn insert_rows(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<SqlValue>],
    ) -> Result<()> {
        self.deadline.arm(self.limit);
        let names: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
        let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let sql =
            format!("insert into \"{table}\" ({}) values ({})", names.join(", "), marks.join(", "));
        self.run_each(&sql, rows).map_err(|error| self.explain(&sql, error))
    }

    /// A statement without parameters or rows: `begin`, `savepoint`, `commit`.
    pub(crate) fn control(&self, sql: &str) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        // A pragma may answer with a row, which nobody needs.
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        Ok(())
    }

    fn explain(&self, sql: &str, error: rusqlite::Error) -> Error {
        fault::explain(&self.connection, sql, error)
    }

    fn run_each(&self, sql: &str, rows: &[Vec<SqlValue>]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for row in rows {
            bind(&mut statement, row)?;
            statement.raw_execute()?;
        }
        Ok(())
    }

    fn rows(&self, sql: &str, parameters: &[SqlValue]) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.bound(sql, parameters)?;
        let columns = statement.column_count();
        let mut cursor = statement.raw_query();
        let mut rows = Vec::new();
        while let Some(row) = cursor.next()? {
            let values = (0..columns).map(|at| value(row.get_ref(at)?, at));
            rows.push(Row::new(values.collect::<rusqlite::Result<_>>()?));
            if rows.len() > MOST_ROWS {
                return Err(rusqlite::Error::ToSqlConversionFailure(
                    format!("a statement answered more than {MOST_ROWS} rows").into(),
                ));
            }
        }
        Ok(rows)
    }

    fn bound(&self, sql: &str, parameters: &[SqlValue]) -> rusqlite::Result<CachedStatement<'_>> {
        let sql = Dialect::Sqlite.parameters(sql);
        let mut statement = self.connection.prepare_cached(&sql)?;
        bind(&mut statement, parameters)?;
        Ok(statement)
    }
}

fn bind(statement: &mut CachedStatement<'_>, parameters: &[SqlValue]) -> rusqlite::Result<()> {
    if statement.parameter_count() != parameters.len() {
        let wanted = statement.parameter_count();
        return Err(rusqlite::Error::InvalidParameterCount(parameters.len(), wanted));
    }
    for (at, parameter) in parameters.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, Bound(parameter))?;
    }
    Ok(())
}

struct Bound<'a>(&'a SqlValue);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            SqlValue::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            SqlValue::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            SqlValue::Text(text) => match without_nul(text) {
                Cow::Borrowed(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Cow::Owned(text) => ToSqlOutput::from(text),
            },
            SqlValue::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            SqlValue::Id(id) => ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes())),
            SqlValue::Texts(texts) => ToSqlOutput::from(texts.join(" ")),
        })
    }
}

fn value(found: ValueRef<'_>, at: usize) -> rusqlite::Result<SqlValue> {
    Ok(match found {
        ValueRef::Null => SqlValue::Null,
        ValueRef::Integer(number) => SqlValue::Int(number),
        ValueRef::Text(text) => SqlValue::Text(
            std::str::from_utf8(text)
                .map_err(|error| rusqlite::Error::Utf8Error(at, error))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => SqlValue::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => {
            return Err(rusqlite::Error::InvalidColumnType(
                at,
                "a fraction; cast it to a whole number".to_owned(),
                rusqlite::types::Type::Real,
            ));
        }
    })
}
