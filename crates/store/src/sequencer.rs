//! Gives committed transactions their place in the journal: dense numbers and an unbroken chain.
//!
//! On SQLite this happens inside the commit. On PostgreSQL commits become visible out of order, so
//! one process at a time numbers what is older than every transaction still running.

use jiff::Timestamp;
use kernel::{Error, Result};
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::row::Row;
use crate::secret::{Purpose, Sealer};
use crate::sql_value::SqlValue;
use crate::sqlite;
use crate::tx::Tx;

/// How far the numbers are behind the commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Transactions that have no number yet.
    pub waiting: u64,
    /// Age of the oldest of them.
    pub oldest_ms: u64,
}

/// The transaction that a place is given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub id: Uuid,
    pub transaction_id: i64,
    pub epoch: i64,
    pub change_set: Uuid,
    pub entries: i64,
    pub digest: Vec<u8>,
    pub at: Timestamp,
}

/// The columns of a [`Header`], in the order that [`header`] reads.
pub(crate) const HEADER_COLUMNS: &str =
    r#""id", "transaction_id", "epoch", "change_set", "entries", "digest", "at""#;

/// Where the journal ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) next_seq: i64,
    pub(crate) chain: Vec<u8>,
    pub(crate) transaction_id: i64,
}

/// A header with its place.
pub(crate) struct Numbered {
    pub(crate) id: Uuid,
    pub(crate) first_seq: i64,
    pub(crate) chain: [u8; 32],
}

/// The chain value of a header: a signature over the one before and all that the header says.
pub fn chain_value(sealer: &Sealer, previous: &[u8], header: &Header, first_seq: i64) -> [u8; 32] {
    let mut message = Vec::with_capacity(previous.len() + header.digest.len() + 80);
    message.extend_from_slice(previous);
    message.extend_from_slice(header.id.as_bytes());
    message.extend_from_slice(header.change_set.as_bytes());
    for number in [first_seq, header.transaction_id, header.epoch, header.entries] {
        message.extend_from_slice(&number.to_be_bytes());
    }
    message.extend_from_slice(&header.at.as_microsecond().to_be_bytes());
    message.extend_from_slice(&header.digest);
    sealer.mac(Purpose::Journal, &message)
}

/// Where a journal begins, before its first transaction.
pub fn genesis(sealer: &Sealer) -> [u8; 32] {
    sealer.mac(Purpose::Journal, b"genesis")
}

/// How far the numbers are behind the commits.
///
/// # Errors
/// When the database fails.
pub async fn lag(tx: &mut Tx, now: Timestamp) -> Result<Lag> {
    let sql = r#"select count(*), min("at") from "journal_header" where "first_seq" is null"#;
    let row = tx.query_one(sql, &[]).await?;
    let oldest = row.opt_instant(1)?.unwrap_or(now);
    Ok(Lag {
        waiting: u64::try_from(row.int(0)?).unwrap_or_default(),
        oldest_ms: u64::try_from(now.duration_since(oldest).as_millis()).unwrap_or_default(),
    })
}

/// Follows the chain from the beginning and tells the number of transactions.
///
/// # Errors
/// [`Error::Broken`] naming the first transaction that was changed, left out or put in.
pub async fn verify_chain(tx: &mut Tx, sealer: &Sealer) -> Result<u64> {
    let sql = format!(
        r#"select {HEADER_COLUMNS}, "first_seq", "chain" from "journal_header"
        where "first_seq" >= $1 order by "first_seq" limit 1000"#
    );
    let mut head = Head { next_seq: 1, chain: genesis(sealer).to_vec(), transaction_id: 0 };
    let mut count = 0;
    loop {
        let rows = tx.query(&sql, &[SqlValue::Int(head.next_seq)]).await?;
        for row in &rows {
            let header = header(row)?;
            let found = (row.int(7)?, row.bytes(8)?.to_vec());
            let numbered = number(&mut head, &header, sealer);
            if found != (numbered.first_seq, numbered.chain.to_vec()) {
                let seq = numbered.first_seq;
                return Err(Error::broken(format!("the journal was changed at number {seq}")));
            }
            count += 1;
        }
        if rows.is_empty() {
            return require_end(tx, &head).await.map(|()| count);
        }
    }
}

/// A journal that was cut off at its end does not reach the number that the sequencer gave last.
async fn require_end(tx: &mut Tx, head: &Head) -> Result<()> {
    let row = tx.query_one(HEAD, &[]).await?;
    if row.int(0)? == head.next_seq {
        return Ok(());
    }
    Err(Error::broken(format!("the journal was changed at number {}", head.next_seq)))
}

pub(crate) const HEAD: &str =
    r#"select "next_seq", "chain", "transaction_id" from "sequencer" where "name" = 'journal'"#;

/// The sequencer's own row, made when a workspace is new.
///
/// # Errors
/// When the database fails.
pub(crate) async fn ensure(tx: &mut Tx, sealer: &Sealer) -> Result<Head> {
    let sql = r#"insert into "sequencer" ("name", "epoch", "next_seq", "chain", "transaction_id")
        values ('journal', 1, 1, $1, 0) on conflict do nothing"#;
    tx.execute(sql, &[genesis(sealer).into()]).await?;
    raise_epoch(tx).await?;
    head(&tx.query_one(HEAD, &[]).await?)
}

/// A cluster that has not come as far as our last transaction is another one: a restored workspace
/// begins a new epoch in it, so that what waits from before comes before what follows.
async fn raise_epoch(tx: &mut Tx) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let sql = r#"update "sequencer" set "epoch" = "epoch" + 1, "transaction_id" = 0
        where "name" = 'journal' and greatest("transaction_id",
          (select max("transaction_id") from "journal_header"
           where "first_seq" is null and "epoch" = "sequencer"."epoch"))
        >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"#;
    if tx.execute(sql, &[]).await? > 0 {
        tracing::warn!(
            "The workspace has moved to another cluster; the journal begins a new epoch"
        );
    }
    Ok(())
}

/// On SQLite, inside the shared commit: numbers the new headers. Answers the last number when
/// there were any.
///
/// # Errors
/// When the database fails.
pub(crate) fn number_in_commit(
    session: &mut sqlite::Session,
    sealer: &Sealer,
) -> Result<Option<u64>> {
    let sql = format!(
        r#"select {HEADER_COLUMNS} from "journal_header" where "first_seq" is null
        order by "epoch", "transaction_id", "id""#
    );
    let waiting = session.query(&sql, &[])?;
    if waiting.is_empty() {
        return Ok(None);
    }
    let rows = session.query(HEAD, &[])?;
    let mut head = head(rows.first().ok_or_else(|| Error::broken("the sequencer has no row"))?)?;
    for row in &waiting {
        let numbered = number(&mut head, &header(row)?, sealer);
        let sql = r#"update "journal_header" set "first_seq" = $1, "chain" = $2 where "id" = $3"#;
        session.execute(
            sql,
            &[numbered.first_seq.into(), numbered.chain.into(), numbered.id.into()],
        )?;
    }
    let sql = r#"update "sequencer" set "next_seq" = $1, "chain" = $2, "transaction_id" = $3
        where "name" = 'journal'"#;
    session.execute(sql, &[head.next_seq.into(), head.chain.into(), head.transaction_id.into()])?;
    Ok(Some(last_seq(head.next_seq)))
}

/// The number before the next one.
pub(crate) fn last_seq(next_seq: i64) -> u64 {
    u64::try_from(next_seq - 1).unwrap_or_default()
}

pub(crate) fn head(row: &Row) -> Result<Head> {
    Ok(Head { next_seq: row.int(0)?, chain: row.bytes(1)?.to_vec(), transaction_id: row.int(2)? })
}

pub(crate) fn header(row: &Row) -> Result<Header> {
    Ok(Header {
        id: row.id(0)?,
        transaction_id: row.int(1)?,
        epoch: row.int(2)?,
        change_set: row.id(3)?,
        entries: row.int(4)?,
        digest: row.bytes(5)?.to_vec(),
        at: row.instant(6)?,
    })
}

/// Gives one header the next place and moves the head behind it.
pub(crate) fn number(head: &mut Head, header: &Header, sealer: &Sealer) -> Numbered {
    let first_seq = head.next_seq;
    let chain = chain_value(sealer, &head.chain, header, first_seq);
    head.next_seq += header.entries.max(1);
    head.chain = chain.to_vec();
    head.transaction_id = header.transaction_id;
    Numbered { id: header.id, first_seq, chain }
}
