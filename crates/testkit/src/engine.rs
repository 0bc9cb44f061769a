//! Which database a story runs on, and a place of its own there, gone when the story ends.

use store::{Durability, StoreConfig};
use tempfile::TempDir;
use uuid::Uuid;

/// Where the tests find PostgreSQL.
pub const POSTGRES: &str = "RAPPORT_TEST_POSTGRES";

/// The two databases that everything must hold on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A folder, and on PostgreSQL a schema.
#[derive(Debug)]
pub struct Place {
    folder: TempDir,
    schema: Option<Schema>,
}

#[derive(Debug)]
struct Schema {
    server: String,
    name: String,
}

impl Place {
    /// A fresh one.
    ///
    /// # Panics
    /// With a sentence, when there is no PostgreSQL to test on.
    pub fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self { folder: folder(), schema: None },
            Engine::Postgres => Self::on(&postgres()),
        }
    }

    /// A fresh schema of a server.
    pub fn on(server: &str) -> Self {
        let name = format!("test_{}", Uuid::new_v4().simple());
        Self { folder: folder(), schema: Some(Schema { server: server.to_owned(), name }) }
    }

    /// How a store is opened there.
    pub fn config(&self) -> StoreConfig {
        let mut config = match self.database() {
            None => StoreConfig::sqlite(self.folder.path()),
            Some(url) => StoreConfig::postgres(self.folder.path(), url),
        };
        config.durability = Durability::None;
        config.connections = 6;
        config
    }

    /// The folder of the workspace.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The address of the schema; none on SQLite.
    pub fn database(&self) -> Option<String> {
        let schema = self.schema.as_ref()?;
        Some(format!("{}?schema={}", schema.server, schema.name))
    }

    /// What `rapport` is told about the place: `--data …`, `--database …`.
    pub fn flags(&self) -> Vec<String> {
        let folder = self.folder.path().display().to_string();
        let mut flags = vec!["--data".to_owned(), folder];
        flags.extend(self.database().into_iter().flat_map(|url| ["--database".to_owned(), url]));
        flags
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(Schema { server, name }) = self.schema.take() else {
            return;
        };
        let drop_schema = async move {
            let (client, connection) =
                tokio_postgres::connect(&server, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute(&format!("drop schema if exists {name} cascade")).await
        };
        // A story may have ended its server.
        let _ = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(drop_schema)
        })
        .join();
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn postgres() -> String {
    std::env::var(POSTGRES).unwrap_or_else(|_| {
        panic!("stories on PostgreSQL need a server: `bin/test` starts one, or `eval \"$(bin/postgres-for-tests)\"` sets {POSTGRES}")
    })
}
