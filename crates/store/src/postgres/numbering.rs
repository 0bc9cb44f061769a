//! The process that holds the lock numbers the journal; the others watch how far it came.

use std::sync::Arc;
use std::time::Duration;

use kernel::Result;
use tokio_postgres::{Client, Row, Statement, Transaction};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::connect::Connection;
use super::{Target, advisory_key, answer, fault};
use crate::secret::Sealer;
use crate::sequencer::{self, HEAD, HEADER_COLUMNS, Head, last_seq};
use crate::signals::Signals;

/// The longest between two looks.
const EVERY: Duration = Duration::from_millis(100);

const RECONNECT_AFTER: Duration = Duration::from_secs(1);
const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

/// What the task needs.
pub(super) struct Task {
    pub(super) target: Target,
    pub(super) sealer: Arc<Sealer>,
    pub(super) signals: Signals,
    pub(super) stop: CancellationToken,
}

/// Runs until it is told to stop; a lost connection is taken up again.
pub(super) async fn run(task: Task) {
    let mut was_lost = false;
    loop {
        match number_until_stopped(&task, was_lost).await {
            Ok(()) => return,
            Err(error) if !was_lost => warn!("The sequencer lost its connection: {error}"),
            Err(_) => {}
        }
        was_lost = true;
        tokio::select! {
            () = task.stop.cancelled() => return,
            () = tokio::time::sleep(RECONNECT_AFTER) => {}
        }
    }
}

async fn number_until_stopped(task: &Task, was_lost: bool) -> Result<()> {
    let wrong = |error| fault::meaning(error, "numbering the journal");
    let (client, connection) = task.target.connect(STATEMENT_LIMIT).await.map_err(wrong)?;
    if was_lost {
        info!("The sequencer is connected again");
    }
    let mut numberer = Numberer::new(client, connection).await.map_err(wrong)?;
    let key = advisory_key(task.target.schema(), "sequence");
    loop {
        let next_seq = match numberer.try_lock(key).await.map_err(wrong)? {
            true => numberer.step(&task.sealer).await?,
            false => numberer.next_seq().await?,
        };
        task.signals.committed.send_if_modified(|known| {
            let last = last_seq(next_seq);
            std::mem::replace(known, last) != last
        });
        tokio::select! {
            () = task.stop.cancelled() => return Ok(()),
            () = task.signals.journal_due.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

struct Numberer {
    client: Client,
    /// Ends with the client.
    _connection: Connection,
    holds_lock: bool,
    waiting: Statement,
    head: Statement,
}

impl Numberer {
    async fn new(client: Client, connection: Connection) -> Result<Self, tokio_postgres::Error> {
        let waiting = client
            .prepare(&format!(
                r#"select {HEADER_COLUMNS} from "journal_header" where "first_seq" is null
                and ("epoch" < (select "epoch" from "sequencer" where "name" = 'journal')
                  or "transaction_id" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
                order by "epoch", "transaction_id", "id" limit 5000"#
            ))
            .await?;
        let head = client.prepare(HEAD).await?;
        Ok(Self { client, _connection: connection, holds_lock: false, waiting, head })
    }

    /// The lock belongs to the connection: who loses the one has lost the other.
    async fn try_lock(&mut self, key: i64) -> Result<bool, tokio_postgres::Error> {
        if !self.holds_lock {
            let row = self.client.query_one("select pg_try_advisory_lock($1)", &[&key]).await?;
            self.holds_lock = row.try_get(0)?;
        }
        Ok(self.holds_lock)
    }

    async fn next_seq(&self) -> Result<i64> {
        let rows = self
            .client
            .query(&self.head, &[])
            .await
            .map_err(|error| fault::meaning(error, HEAD))?;
        Ok(head(rows.first())?.map_or(1, |head| head.next_seq))
    }

    /// Numbers what is older than every transaction still running; answers the next number.
    async fn step(&mut self, sealer: &Sealer) -> Result<i64> {
        let wrong = |error| fault::meaning(error, "numbering the journal");
        let waiting = self.client.query(&self.waiting, &[]).await.map_err(wrong)?;
        if waiting.is_empty() {
            return self.next_seq().await;
        }
        let transaction = self.client.transaction().await.map_err(wrong)?;
        let locked = format!("{HEAD} for update");
        let rows = transaction.query(&locked, &[]).await.map_err(wrong)?;
        let Some(mut head) = head(rows.first())? else {
            return Ok(1);
        };
        write(&transaction, &waiting, &mut head, sealer).await?;
        transaction.commit().await.map_err(wrong)?;
        Ok(head.next_seq)
    }
}

async fn write(
    transaction: &Transaction<'_>,
    waiting: &[Row],
    head: &mut Head,
    sealer: &Sealer,
) -> Result<()> {
    let (mut ids, mut numbers, mut chains) = (Vec::new(), Vec::new(), Vec::new());
    for row in waiting {
        let numbered = sequencer::number(head, &sequencer::header(&answer::row(row)?)?, sealer);
        ids.push(numbered.id);
        numbers.push(numbered.first_seq);
        chains.push(numbered.chain.to_vec());
    }
    let wrong = |error| fault::meaning(error, "numbering the journal");
    let sql = r#"update "journal_header" as h set "first_seq" = n.first_seq, "chain" = n.chain
        from unnest($1::uuid[], $2::bigint[], $3::bytea[]) as n (id, first_seq, chain)
        where h."id" = n.id and h."first_seq" is null"#;
    transaction.execute(sql, &[&ids, &numbers, &chains]).await.map_err(wrong)?;
    let sql = r#"update "sequencer" set "next_seq" = $1, "chain" = $2, "transaction_id" = $3
        where "name" = 'journal'"#;
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&head.next_seq, &head.chain, &head.transaction_id];
    transaction.execute(sql, &values).await.map_err(wrong)?;
    Ok(())
}

fn head(row: Option<&Row>) -> Result<Option<Head>> {
    row.map(|row| sequencer::head(&answer::row(row)?)).transpose()
}
