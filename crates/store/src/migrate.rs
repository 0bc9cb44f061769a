//! Brings a database to the schema of this program, once, however many processes start together.

mod postgres;
mod sqlite;

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::{Error, Result};
use sha2::{Digest as _, Sha256};

use crate::config::StoreConfig;
use crate::dialect::Dialect;
use crate::postgres::Target;

include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

/// One step of the schema, written once for both engines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    pub version: i64,
    pub name: Cow<'static, str>,
    pub script: Cow<'static, str>,
}

/// The steps of a schema in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrations(Vec<Migration>);

impl Migrations {
    /// The schema of this program.
    pub fn embedded() -> Self {
        let migrations = FILES.iter().map(|(file, script)| {
            let (number, name) = file.split_once('_').unwrap_or((file, file));
            Migration {
                version: number.parse().unwrap_or_default(),
                name: Cow::Borrowed(name),
                script: Cow::Borrowed(script),
            }
        });
        Self(migrations.collect())
    }

    /// The same schema with one more step behind it.
    #[must_use]
    pub fn and(mut self, name: &str, script: &str) -> Self {
        let version = self.newest() + 1;
        let (name, script) = (name.to_owned(), script.to_owned());
        self.0.push(Migration { version, name: Cow::Owned(name), script: Cow::Owned(script) });
        self
    }

    /// The schema as it was at a version.
    #[must_use]
    pub fn up_to(mut self, version: i64) -> Self {
        self.0.retain(|migration| migration.version <= version);
        self
    }

    /// The steps.
    pub(crate) fn steps(&self) -> &[Migration] {
        &self.0
    }

    /// The number of the last step; 0 for none.
    pub fn newest(&self) -> i64 {
        self.0.last().map_or(0, |migration| migration.version)
    }
}

/// Applies what is missing.
///
/// # Errors
/// [`Error::Broken`] with a sentence when the database is newer than this program, was migrated
/// by another text, or a step fails; the step is then undone whole.
pub(crate) async fn migrate(config: &StoreConfig, target: Option<&Target>) -> Result<()> {
    match target {
        Some(target) => postgres::migrate(config, target).await,
        None => {
            let config = config.clone();
            tokio::task::spawn_blocking(move || sqlite::migrate(&config))
                .await
                .map_err(|error| Error::broken(format!("the migration died: {error}")))?
        }
    }
}

/// What was applied: version, and checksum of the text.
type Applied = BTreeMap<i64, Vec<u8>>;

const TABLE: &str = r#"create table if not exists "schema_migration" ("version" {int} not null primary key,
    "name" {text} not null, "checksum" {bytes} not null, "applied_at" {instant} not null) {strict};"#;

const APPLIED: &str = r#"select "version", "checksum" from "schema_migration" order by "version""#;

const RECORD: &str = r#"insert into "schema_migration" ("version", "name", "checksum", "applied_at")
    values ($1, $2, $3, $4)"#;

/// The steps that are missing, in order.
fn missing<'a>(migrations: &'a Migrations, applied: &Applied) -> Result<Vec<&'a Migration>> {
    let newest = applied.keys().next_back().copied().unwrap_or_default();
    if newest > migrations.newest() {
        return Err(Error::broken(format!(
            "this workspace was opened by a newer Rapport (its schema is {newest}, this program knows \
             {}); install that version or a later one",
            migrations.newest()
        )));
    }
    for migration in &migrations.0 {
        let known = applied.get(&migration.version);
        if known.is_some_and(|known| *known != checksum(migration)) {
            return Err(Error::broken(format!(
                "migration {:04}_{} is not the one that this workspace was made with; use a released \
                 version of Rapport",
                migration.version, migration.name
            )));
        }
    }
    Ok(migrations.0.iter().filter(|migration| !applied.contains_key(&migration.version)).collect())
}

fn checksum(migration: &Migration) -> Vec<u8> {
    Sha256::digest(migration.script.as_bytes()).to_vec()
}

fn script(migration: &Migration, dialect: Dialect) -> Result<String> {
    dialect.migration(&migration.script).map_err(|error| failed(migration, &error))
}

fn failed(migration: &Migration, error: &dyn std::fmt::Display) -> Error {
    let Migration { version, name, .. } = migration;
    Error::broken(format!("migration {version:04}_{name} failed and was undone: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_migrations_are_numbered_from_one_without_gaps() {
        let versions: Vec<i64> = Migrations::embedded().0.iter().map(|step| step.version).collect();
        let expected: Vec<i64> = (1..).take(versions.len()).collect();
        assert!(!versions.is_empty());
        assert_eq!(versions, expected);
    }

    #[test]
    fn every_embedded_migration_expands_for_both_engines() {
        for migration in &Migrations::embedded().0 {
            for dialect in [Dialect::Sqlite, Dialect::Postgres] {
                script(migration, dialect).unwrap();
            }
        }
    }
}
