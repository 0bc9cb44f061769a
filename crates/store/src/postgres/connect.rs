//! Where PostgreSQL is, and how each connection is set up.

use std::str::FromStr as _;
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use sha2::{Digest as _, Sha256};
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;
use tracing::warn;

use crate::config::StoreConfig;

/// How long to wait for a connection: with a statement behind it the whole stays below five seconds.
const CONNECT_WITHIN: Duration = Duration::from_millis(1_500);

/// A server, a database and a schema in it.
#[derive(Clone)]
pub(crate) struct Target {
    config: Config,
    schema: String,
    tls: Option<MakeRustlsConnect>,
}

/// What the planner believes of the machine, unless the address says otherwise: pages of a few
/// gigabytes lie in memory or on flash, so that some thousand rows are looked up by their ids rather
/// than a table walked for them; and no worker is started within a statement of some milliseconds.
/// Every join of the product is of few rows with an index, as SQLite knows no other: a table hashed
/// or sorted for one is a plan made for values that the planner does not know.
const PLANNING: &str = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 \
     -c enable_hashjoin=off -c enable_mergejoin=off";

impl Target {
    /// Reads `postgres://…?schema=…&sslmode=…&sslrootcert=…`.
    ///
    /// # Errors
    /// When the address is malformed; the message names the part, never the password.
    pub(crate) fn parse(address: &str) -> anyhow::Result<Self> {
        let (base, query) = address.split_once('?').unwrap_or((address, ""));
        let mut kept = Vec::new();
        let (mut schema, mut ssl_mode, mut root_file) = ("rapport", "disable", None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=').unwrap_or((pair, "")) {
                ("schema", name) => schema = name,
                ("sslmode", mode) => ssl_mode = mode,
                ("sslrootcert", file) => root_file = Some(file),
                _ => kept.push(pair),
            }
        }
        let plain =
            if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
        let mut config = Config::from_str(&plain).context("the database address is malformed")?;
        require_plain_name(schema)?;
        let tls = set_tls(&mut config, ssl_mode, root_file)?;
        config.connect_timeout(CONNECT_WITHIN);
        config.keepalives_idle(Duration::from_secs(15));
        config.tcp_user_timeout(Duration::from_secs(10));
        if config.get_application_name().is_none() {
            config.application_name(format!("rapport {schema}"));
        }
        Ok(Self { config, schema: schema.to_owned(), tls })
    }

    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// A pool whose connections see the schema alone and stop what takes too long.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub(super) fn pool(&self, settings: &StoreConfig) -> anyhow::Result<Pool> {
        let config = self.with_options(settings.statement_limit);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match &self.tls {
            Some(tls) => Manager::from_config(config, tls.clone(), recycling),
            None => Manager::from_config(config, NoTls, recycling),
        };
        let timeouts = Timeouts {
            wait: Some(CONNECT_WITHIN),
            create: Some(CONNECT_WITHIN),
            recycle: Some(CONNECT_WITHIN),
        };
        let builder = Pool::builder(manager).max_size(settings.connections).timeouts(timeouts);
        Ok(builder.runtime(Runtime::Tokio1).build()?)
    }

    /// A connection of its own, for migrations and for numbering the journal.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub(crate) async fn connect(
        &self,
        statement_limit: Duration,
    ) -> Result<(Client, Connection), tokio_postgres::Error> {
        let config = self.with_options(statement_limit);
        match &self.tls {
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                Ok((client, Connection::spawn(connection)))
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                Ok((client, Connection::spawn(connection)))
            }
        }
    }

    fn with_options(&self, statement_limit: Duration) -> Config {
        let mut config = self.config.clone();
        let given = config.get_options().unwrap_or_default().to_owned();
        config.options(format!(
            "{PLANNING} {given} -c search_path={} -c statement_timeout={} -c jit=off -c timezone=UTC \
             -c idle_in_transaction_session_timeout=60000 -c default_transaction_isolation=read\\ committed",
            self.schema,
            statement_limit.as_millis()
        ));
        config
    }
}

/// The task that drives a connection; the connection ends with it.
pub(crate) struct Connection(JoinHandle<()>);

impl Connection {
    fn spawn(
        connection: impl Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static,
    ) -> Self {
        Self(tokio::spawn(async move {
            if let Err(error) = connection.await {
                warn!("A connection to PostgreSQL ended: {error}");
            }
        }))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The number of an advisory lock that belongs to one workspace and one purpose.
pub(crate) fn advisory_key(schema: &str, purpose: &str) -> i64 {
    let digest = Sha256::digest(format!("rapport\n{schema}\n{purpose}"));
    digest.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// A schema is named in connection options and statements, so it is kept to plain names.
fn require_plain_name(schema: &str) -> anyhow::Result<()> {
    let is_plain =
        schema.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let begins_well = schema.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    if !is_plain || !begins_well || schema.len() > 63 || schema.starts_with("pg_") {
        bail!("the schema must be a plain name such as rapport: a to z, 0 to 9 and _");
    }
    Ok(())
}

/// Certificates are always checked when the connection is encrypted.
fn set_tls(
    config: &mut Config,
    mode: &str,
    root_file: Option<&str>,
) -> anyhow::Result<Option<MakeRustlsConnect>> {
    let ssl_mode = match mode {
        "disable" => SslMode::Disable,
        "prefer" => SslMode::Prefer,
        "require" | "verify-ca" | "verify-full" => SslMode::Require,
        other => bail!("sslmode={other} is not known: use disable, prefer, require or verify-full"),
    };
    config.ssl_mode(ssl_mode);
    if ssl_mode == SslMode::Disable {
        return Ok(None);
    }
    let mut roots = RootCertStore::empty();
    match root_file {
        Some(file) => {
            for certificate in CertificateDer::pem_file_iter(file)
                .with_context(|| format!("reading the certificates in {file}"))?
            {
                roots.add(
                    certificate.with_context(|| format!("reading the certificates in {file}"))?,
                )?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| anyhow!("TLS cannot be set up: {error}"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(client)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_a_schema_and_tls() {
        let target =
            Target::parse("postgres://ada@db.example/crm?schema=acme&sslmode=require").unwrap();
        assert_eq!(target.schema(), "acme");
        assert!(target.tls.is_some());
        assert_eq!(target.config.get_ssl_mode(), SslMode::Require);
        let plain = Target::parse("postgres://ada@localhost/crm").unwrap();
        assert_eq!(plain.schema(), "rapport");
        assert!(plain.tls.is_none());
    }

    #[test]
    fn a_schema_that_could_carry_sql_is_refused() {
        for schema in ["a b", "a;drop", "A", "", "1a", "pg_catalog", "a-c%20b"] {
            let address = format!("postgres://localhost/crm?schema={schema}");
            assert!(Target::parse(&address).is_err(), "{schema}");
        }
    }

    #[test]
    fn locks_of_two_workspaces_differ() {
        assert_ne!(advisory_key("a", "migrate"), advisory_key("b", "migrate"));
        assert_ne!(advisory_key("a", "migrate"), advisory_key("a", "sequence"));
    }
}
