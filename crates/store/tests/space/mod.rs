//! A workspace of a test's own: a folder, or a folder and a schema, gone when the test ends.

use store::migrate::Migrations;
use store::{Durability, StoreConfig};
use tempfile::TempDir;
use uuid::Uuid;

/// Runs each story on SQLite and again on PostgreSQL.
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() { super::$story($crate::space::Space::sqlite()).await })*
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() { super::$story($crate::space::Space::postgres()).await })*
        }
    };
}

pub struct Space {
    pub folder: TempDir,
    /// The server and the schema; none on SQLite.
    pub schema: Option<(String, String)>,
}

const TABLES: &str = r#"
    create table "note" ("id" {id} not null primary key, "number" {int}, "text" {text},
      "bytes" {bytes}, "words" {texts}, "done" {bool} not null default 0, "at" {instant}, "on" {date},
      "code" {text} unique) {strict};
    create unique index "note_number" on "note" ("number");
    create table "line" ("note" {id} not null references "note" ("id"), "position" {int} not null,
      primary key ("note", "position")) {strict};"#;

impl Space {
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), schema: None }
    }

    pub fn postgres() -> Self {
        let server = std::env::var("RAPPORT_TEST_POSTGRES").expect(
            "these tests need PostgreSQL: eval \"$(bin/postgres-for-tests)\" sets RAPPORT_TEST_POSTGRES",
        );
        let schema = format!("test_{}", Uuid::new_v4().simple());
        Self { folder: tempfile::tempdir().unwrap(), schema: Some((server, schema)) }
    }

    pub fn config(&self) -> StoreConfig {
        let mut config = match &self.schema {
            None => StoreConfig::sqlite(self.folder.path()),
            Some((server, schema)) => {
                StoreConfig::postgres(self.folder.path(), format!("{server}?schema={schema}"))
            }
        };
        config.durability = Durability::None;
        config.migrations = Migrations::embedded().up_to(2).and("test", TABLES);
        config
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        let Some((server, schema)) = self.schema.take() else {
            return;
        };
        let drop_schema = async move {
            let (client, connection) =
                tokio_postgres::connect(&server, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute(&format!("drop schema if exists {schema} cascade")).await
        };
        // A test may have taken its server along.
        let _ = std::thread::spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap()
                .block_on(drop_schema)
        })
        .join();
    }
}
