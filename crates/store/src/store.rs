//! The handle to a workspace's database, files and keys: the same on both engines.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use kernel::{Error, Result};
use tokio::sync::{Notify, watch};

use crate::config::{Database, StoreConfig};
use crate::dialect::Dialect;
use crate::files::Files;
use crate::postgres::{self, Target};
use crate::secret::Sealer;
use crate::sequencer::{self, Lag, last_seq};
use crate::signals::Signals;
use crate::tx::{Tx, TxFuture};
use crate::{backup, migrate, sqlite};

/// An open workspace; clones share it.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    config: StoreConfig,
    engine: Engine,
    files: Files,
    sealer: Arc<Sealer>,
    signals: Signals,
}

enum Engine {
    Sqlite { writer: sqlite::Writer, readers: sqlite::Readers },
    Postgres(postgres::Engine),
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.dialect().name())
    }
}

impl Store {
    /// Opens a workspace: checks that acknowledged writes will last, and migrates.
    ///
    /// # Errors
    /// [`Error::Broken`] with a sentence that says what is wrong and what to do;
    /// [`Error::Unavailable`] when the database cannot be reached.
    pub async fn open(config: StoreConfig) -> Result<Self> {
        let target = match &config.database {
            Database::Sqlite => None,
            Database::Postgres { url } => Some(Target::parse(url)?),
        };
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("making the data folder {}", config.data_dir.display()))?;
        let sealer = Arc::new(Sealer::load(&config.data_dir, config.secret_key.as_deref())?);
        let files = Files::open(&config.data_dir)?;
        if let Some(target) = &target {
            postgres::require_sound(target, config.durability).await?;
        }
        migrate::migrate(&config, target.as_ref()).await?;
        let signals = Signals::new();
        let engine = match target {
            None => Engine::Sqlite {
                writer: sqlite::Writer::start(&config, Arc::clone(&sealer), signals.clone())?,
                readers: sqlite::Readers::new(&config, signals.clone()),
            },
            Some(target) => {
                let (sealer, signals) = (Arc::clone(&sealer), signals.clone());
                let start = postgres::EngineStart { config: &config, target, sealer, signals };
                Engine::Postgres(postgres::Engine::start(start)?)
            }
        };
        let store = Self(Arc::new(Shared { config, engine, files, sealer, signals }));
        store.take_up_journal().await?;
        Ok(store)
    }

    /// Runs a body on one snapshot; it cannot write.
    ///
    /// # Errors
    /// Those of the body; [`Error::Unavailable`] when it took too long or the database is down.
    pub async fn read<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        let limit = self.0.config.statement_limit;
        match &self.0.engine {
            Engine::Sqlite { readers, .. } => readers.read(limit, body).await,
            Engine::Postgres(engine) => engine.read(limit, body).await,
        }
    }

    /// As [`Store::read`], with a limit of its own for each statement: exports, checks.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_within<T, F>(&self, limit: Duration, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        match &self.0.engine {
            Engine::Sqlite { readers, .. } => readers.read_long(limit, body).await,
            Engine::Postgres(engine) => engine.read(limit, body).await,
        }
    }

    /// Runs a body in a transaction and answers after the durable commit. The body may run more
    /// than once, so it must change nothing but what its `Tx` gives it.
    ///
    /// # Errors
    /// Those of the body, which is then undone whole; [`Error::Unavailable`] when the commit was
    /// not acknowledged.
    pub async fn write<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        match &self.0.engine {
            Engine::Sqlite { writer, .. } => writer.write(body).await,
            Engine::Postgres(engine) => engine.write(body).await,
        }
    }

    /// Which engine this is.
    pub fn dialect(&self) -> Dialect {
        match self.0.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Its name, for logs and the operations page.
    pub fn engine_name(&self) -> &'static str {
        self.dialect().name()
    }

    /// The folder of files, key and backups.
    pub fn data_dir(&self) -> &Path {
        &self.0.config.data_dir
    }

    /// How it was opened.
    pub fn config(&self) -> &StoreConfig {
        &self.0.config
    }

    /// Bytes of attachments.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// What seals and signs.
    pub fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }

    /// The last number of the journal; changes when the sequencer has given new ones.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.0.signals.committed.subscribe()
    }

    /// Set when the disk failed to keep a write: no write is taken any more, the process must end.
    pub fn failure(&self) -> watch::Receiver<Option<String>> {
        self.0.signals.failure.subscribe()
    }

    /// Durable commits since the start: a metric, with the writes that shared them.
    pub fn commit_count(&self) -> u64 {
        self.0.signals.commits.load(Ordering::Relaxed)
    }

    /// How far the journal's numbers are behind the commits.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn journal_lag(&self) -> Result<Lag> {
        self.read(|tx| Box::pin(sequencer::lag(tx, Timestamp::now()))).await
    }

    /// Waits until everything committed before has its number: for tests, and for a command that
    /// reads the feed after its own write.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it takes longer than five seconds.
    pub async fn settle(&self) -> Result<()> {
        for _ in 0..500 {
            if self.journal_lag().await?.waiting == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let detail = "the journal is not numbered yet".to_owned();
        Err(Error::Unavailable { retry_after_s: 1, detail })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not, or when it takes no writes any more.
    pub async fn ping(&self) -> Result<()> {
        if let Some(reason) = self.0.signals.failure.borrow().clone() {
            return Err(Error::Unavailable { retry_after_s: 5, detail: reason });
        }
        self.read(|tx| Box::pin(async move { tx.query_one("select 1", &[]).await.map(drop) })).await
    }

    /// Copies the SQLite database into a new file while others write; the copy is whole and holds
    /// every write acknowledged before. Files and the key are not in it.
    ///
    /// # Errors
    /// [`Error::StorageFull`]; [`Error::Invalid`] on PostgreSQL, which has its own tools.
    pub async fn copy_database(&self, target: PathBuf) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            return Err(Error::invalid("file", "not-on-postgres"));
        }
        let config = self.0.config.clone();
        tokio::task::spawn_blocking(move || backup::copy_file(&config, &target))
            .await
            .map_err(|error| Error::broken(format!("the copying died: {error}")))?
    }

    /// Finishes what is under way and closes the database.
    pub async fn close(self) {
        match &self.0.engine {
            Engine::Postgres(engine) => engine.stop().await,
            Engine::Sqlite { readers, .. } => {
                readers.close();
                let shared = Arc::clone(&self.0);
                let stopped = tokio::task::spawn_blocking(move || {
                    if let Engine::Sqlite { writer, .. } = &shared.engine {
                        writer.stop();
                    }
                });
                if let Err(error) = stopped.await {
                    tracing::error!("Closing the database failed: {error}");
                }
            }
        }
    }

    /// Told when a job was put into the queue by this process.
    pub(crate) fn jobs_due(&self) -> &Notify {
        &self.0.signals.jobs_due
    }

    async fn take_up_journal(&self) -> Result<()> {
        let sealer = Arc::clone(&self.0.sealer);
        let head = self
            .write(move |tx| {
                let sealer = Arc::clone(&sealer);
                Box::pin(async move { sequencer::ensure(tx, &sealer).await })
            })
            .await?;
        self.0.signals.committed.send_replace(last_seq(head.next_seq));
        Ok(())
    }
}
