//! What the planner knows of how values lie in the tables. Numbers from a workspace that was nearly
//! empty lead it the wrong way in a full one: it would walk through the whole journal because that
//! once had six lines. They are looked at when the database closes and after many changes.

use rusqlite::{Connection, OptionalExtension};
use tracing::warn;

/// Changed rows between two looks at least, those of all tables together: some thousand imported
/// rows. Later looks are rarer: each time that half as much again was changed.
const CHANGES: u64 = 20_000;

/// Looks at a sample of every table. SQLite's own `optimize` leaves out what has not grown tenfold,
/// and would keep the belief that nobody has a company from an import of companies alone.
const LOOK: &str = "pragma analysis_limit = 1000; analyze;";

/// Other connections read the numbers again only when the schema has changed.
const TELL: &str = "begin immediate; create table \"new_statistics\" (\"at\");
    drop table \"new_statistics\"; commit;";

/// Keeps the numbers of one database fresh.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    looked_at: u64,
}

impl Statistics {
    /// Looks when nobody ever did. Else the numbers of the last time serve: a look at a cold disk may
    /// take seconds, and the first writes wait for it.
    pub(super) fn begin(&mut self, connection: &Connection) {
        if !matches!(known(connection), Ok(Some(_))) {
            self.look(connection);
        }
    }

    /// Looks when enough has changed since the last time; must be called outside a transaction.
    pub(super) fn keep_up(&mut self, connection: &Connection) {
        let enough = CHANGES.max(self.looked_at / 2);
        if connection.total_changes().saturating_sub(self.looked_at) >= enough {
            self.look(connection);
        }
    }

    /// Looks, and tells the other connections when something is new. A failure costs speed alone.
    pub(super) fn look(&mut self, connection: &Connection) {
        if let Err(error) = look(connection) {
            warn!("The planner's statistics are old: {error}");
        }
        self.looked_at = connection.total_changes();
    }
}

fn look(connection: &Connection) -> rusqlite::Result<()> {
    let before = known(connection)?;
    connection.execute_batch(LOOK)?;
    if known(connection)? != before {
        let told = connection.execute_batch(TELL);
        if told.is_err() && !connection.is_autocommit() {
            connection.execute_batch("rollback")?;
        }
        told?;
    }
    Ok(())
}

/// All numbers as one text; `None` in a database that was never looked at.
fn known(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let table = "select 1 from sqlite_schema where name = 'sqlite_stat1'";
    if connection.query_row(table, [], |_| Ok(())).optional()?.is_none() {
        return Ok(None);
    }
    let all = "select group_concat(coalesce(idx, tbl) || ' ' || stat, ';') from sqlite_stat1";
    connection.query_row(all, [], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(connection: &Connection) -> String {
        let sql = "explain query plan select * from note join act on act.id = note.act \
                   where note.record = 7 and note.place < 100 order by note.place";
        let mut statement = connection.prepare(sql).expect("a plan");
        let lines = statement.query_map([], |row| row.get::<_, String>(3)).expect("lines");
        lines.map(|line| line.expect("a line")).collect::<Vec<_>>().join("; ")
    }

    fn fill(connection: &Connection, from: i64, to: i64) {
        let sql = "with recursive n(i) as (select ?1 union all select i + 1 from n where i < ?2)
                   insert into note select i, i, 1 from n";
        connection.execute(sql, [from, to]).expect("rows");
    }

    #[test]
    fn other_connections_learn_what_a_table_that_grew_is_like() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("test.db");
        let writer = Connection::open(&file).expect("a writer");
        writer
            .execute_batch(
                "pragma journal_mode = wal; create table act (id integer primary key);
                 insert into act values (1);
                 create table note (place integer, record integer, act integer);
                 create index note_record on note (record); create index note_act on note (act);",
            )
            .expect("tables");
        fill(&writer, 1, 3);
        let mut statistics = Statistics::default();
        statistics.look(&writer);
        let small = known(&writer).expect("numbers");
        let reader = Connection::open(&file).expect("a reader");
        plan(&reader);
        fill(&writer, 4, 30_000);
        statistics.keep_up(&writer);
        assert_ne!(known(&writer).expect("numbers"), small);
        let found = plan(&reader);
        assert!(found.contains("note USING INDEX note_record"), "{found}");
    }

    #[test]
    fn few_changes_are_no_reason_to_look() {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch("create table t (a); create index i on t (a);").expect("a table");
        connection.execute("insert into t values (1)", []).expect("a row");
        Statistics::default().keep_up(&connection);
        assert_eq!(known(&connection).expect("numbers"), None);
    }
}
