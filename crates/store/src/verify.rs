//! Looks whether a workspace is what was written: the database, the journal's chain, every
//! entry's hash, every attachment.

use std::time::Duration;

use kernel::{Error, Result};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::files;
use crate::sequencer::verify_chain;
use crate::sql_value::SqlValue;
use crate::store::Store;
use crate::tx::Tx;

/// How long one statement may take.
const PATIENCE: Duration = Duration::from_secs(600);
const PAGE: i64 = 5_000;

/// What was found sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    /// Transactions in the chain.
    pub transactions: u64,
    /// Entries of the journal.
    pub entries: u64,
    /// Attachments.
    pub files: u64,
}

/// Verifies everything.
///
/// # Errors
/// [`Error::Broken`] naming the first thing that is not as it was written.
pub async fn verify(store: &Store) -> Result<Sound> {
    let reader = store.clone();
    let mut sound = store
        .read_within(PATIENCE, move |tx| {
            let store = reader.clone();
            Box::pin(async move {
                verify_database(tx).await?;
                let transactions = verify_chain(tx, store.sealer()).await?;
                Ok(Sound { transactions, entries: verify_entries(tx).await?, files: 0 })
            })
        })
        .await?;
    sound.files = verify_files(store).await?;
    Ok(sound)
}

async fn verify_database(tx: &mut Tx) -> Result<()> {
    for question in tx.dialect().soundness() {
        for row in tx.query(question, &[]).await? {
            if row.opt_text(0)? != Some("ok") {
                let said = row.opt_text(0)?.unwrap_or("a row points to nothing").to_owned();
                return Err(Error::broken(format!("the database is damaged: {said}")));
            }
        }
    }
    Ok(())
}

/// Entries that were erased have neither payload nor salt; what is chained is their hash.
async fn verify_entries(tx: &mut Tx) -> Result<u64> {
    let sql = format!(
        r#"select "header", "number", "payload", "salt", "digest" from "journal"
        where ("header", "number") > ($1, $2) order by "header", "number" limit {PAGE}"#
    );
    let (mut header, mut number, mut count) = (Uuid::nil(), -1, 0);
    let mut chained = Chained::default();
    loop {
        let rows = tx.query(&sql, &[header.into(), SqlValue::Int(number)]).await?;
        for row in &rows {
            let of = row.id(0)?;
            if of != header {
                chained.close(tx, header).await?;
            }
            (header, number) = (of, row.int(1)?);
            let digest = row.bytes(4)?;
            if let (Some(payload), Some(salt)) = (row.opt_text(2)?, row.opt_bytes(3)?) {
                let found = Sha256::new().chain_update(salt).chain_update(payload).finalize();
                if found.as_slice() != digest {
                    return Err(changed(header));
                }
            }
            chained.hash.update(digest);
            count += 1;
        }
        if rows.is_empty() {
            chained.close(tx, header).await?;
            return Ok(count);
        }
    }
}

/// The hash over the entries of one transaction.
#[derive(Default)]
struct Chained {
    hash: Sha256,
}

impl Chained {
    /// Compares it with what the header says, and begins the next.
    async fn close(&mut self, tx: &mut Tx, header: Uuid) -> Result<()> {
        let hash = std::mem::take(&mut self.hash).finalize();
        if header.is_nil() {
            return Ok(());
        }
        let sql = r#"select "digest" from "journal_header" where "id" = $1"#;
        let row = tx.query_opt(sql, &[header.into()]).await?.ok_or_else(|| changed(header))?;
        if row.bytes(0)? == hash.as_slice() { Ok(()) } else { Err(changed(header)) }
    }
}

fn changed(header: Uuid) -> Error {
    Error::broken(format!("the journal was changed in transaction {header}"))
}

async fn verify_files(store: &Store) -> Result<u64> {
    let mut count = 0;
    let mut after = Uuid::nil();
    loop {
        let ids = store
            .read(move |tx| {
                Box::pin(async move {
                    let sql = r#"select "id" from "stored_file" where "id" > $1 order by "id" limit 1000"#;
                    let rows = tx.query(sql, &[after.into()]).await?;
                    rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()
                })
            })
            .await?;
        let Some(last) = ids.last() else {
            return Ok(count);
        };
        after = *last;
        for id in ids {
            let stored = store.read(move |tx| Box::pin(files::get(tx, id))).await?;
            if !store.files().is_intact(&stored).await.unwrap_or(false) {
                return Err(Error::broken(format!("the attachment {id} is missing or damaged")));
            }
            count += 1;
        }
    }
}
