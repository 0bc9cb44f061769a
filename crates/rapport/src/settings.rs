//! Settings: flag, else environment, else `rapport.toml`, else default; and where each came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use store::StoreConfig;
use web::config::{Network, ServeConfig};

use crate::arguments::Arguments;
use crate::problem::Problem;

/// Where a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Flag,
    Environment,
    File(PathBuf),
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => write!(f, "flag"),
            Self::Environment => write!(f, "environment"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => write!(f, "default"),
        }
    }
}

/// The names of all settings, as flags, with their defaults.
const KNOWN: [(&str, &str); 11] = [
    ("data", "./rapport-data"),
    ("database", ""),
    ("listen", "127.0.0.1:8080"),
    ("base-url", ""),
    ("trusted-proxy", ""),
    ("outgoing-allow", ""),
    ("insecure-http", "false"),
    ("metrics", "false"),
    ("rate-limit", "120000"),
    ("log-format", "text"),
    ("log-level", ""),
];

/// The environment's name of a setting.
fn variable(name: &str) -> String {
    match name {
        "database" => "RAPPORT_DATABASE_URL".to_owned(),
        name => format!("RAPPORT_{}", name.to_uppercase().replace('-', "_")),
    }
}

/// The value of each setting with its source.
#[derive(Clone, Debug)]
pub struct Settings {
    values: BTreeMap<&'static str, (String, Source)>,
    /// Never shown; from the environment alone, so that it stands in no list of processes.
    secret_key: Option<String>,
}

impl Settings {
    /// Puts the layers together.
    ///
    /// # Errors
    /// When the file cannot be read or names a setting that does not exist.
    pub fn load(arguments: &Arguments) -> Result<Self, Problem> {
        let flags = flags(arguments);
        let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let chosen = arguments.place.config.clone().or_else(|| environment("RAPPORT_CONFIG"));
        let path = PathBuf::from(chosen.clone().unwrap_or_else(|| "rapport.toml".to_owned()));
        let file = read_file(&path, chosen.is_some())?;
        Self::layered(&flags, &environment, (&path, &file))
    }

    fn layered(
        flags: &BTreeMap<&'static str, String>,
        environment: &dyn Fn(&str) -> Option<String>,
        (path, file): (&Path, &BTreeMap<String, String>),
    ) -> Result<Self, Problem> {
        if let Some(unknown) = file.keys().find(|key| !KNOWN.iter().any(|(name, _)| name == key)) {
            return Err(Problem::usage("command-unknown-setting")
                .with("file", path.display())
                .with("name", unknown));
        }
        let mut values = BTreeMap::new();
        for (name, default) in KNOWN {
            let value = if let Some(value) = flags.get(name) {
                (value.clone(), Source::Flag)
            } else if let Some(value) = environment(&variable(name)) {
                (value, Source::Environment)
            } else if let Some(value) = file.get(name) {
                (value.clone(), Source::File(path.to_owned()))
            } else {
                (default.to_owned(), Source::Default)
            };
            values.insert(name, value);
        }
        Ok(Self { values, secret_key: environment("RAPPORT_SECRET_KEY") })
    }

    /// Name, value and source of each, in their order. A password in an address is left out.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, String, &Source)> {
        KNOWN.iter().filter_map(|(name, _)| {
            let (value, source) = self.values.get(name)?;
            let shown = if *name == "database" { without_password(value) } else { value.clone() };
            Some((*name, shown, source))
        })
    }

    /// Whether the key comes from the environment instead of the folder.
    pub const fn has_secret_key(&self) -> bool {
        self.secret_key.is_some()
    }

    fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |(value, _)| value)
    }

    fn flag(&self, name: &'static str) -> Result<bool, Problem> {
        match self.text(name) {
            "true" | "1" | "yes" => Ok(true),
            "false" | "0" | "no" | "" => Ok(false),
            other => Err(wrong(name, other)),
        }
    }

    /// The folder of the workspace.
    pub fn data(&self) -> PathBuf {
        PathBuf::from(self.text("data"))
    }

    /// The address of PostgreSQL, when it is used.
    pub fn database(&self) -> Option<&str> {
        Some(self.text("database")).filter(|url| !url.is_empty())
    }

    /// How the store is opened.
    pub fn store(&self) -> StoreConfig {
        let mut config = match self.database() {
            Some(url) => StoreConfig::postgres(self.data(), url),
            None => StoreConfig::sqlite(self.data()),
        };
        config.secret_key.clone_from(&self.secret_key);
        config
    }

    /// Where to listen.
    ///
    /// # Errors
    /// When it is no address with a port.
    pub fn listen(&self) -> Result<std::net::SocketAddr, Problem> {
        let text = self.text("listen").replace("localhost:", "127.0.0.1:");
        text.parse().map_err(|_| wrong("listen", self.text("listen")))
    }

    /// How to serve, once the address is known.
    ///
    /// # Errors
    /// When a value cannot be read, or passwords would cross a network in the clear.
    pub fn serving(&self, listen: std::net::SocketAddr) -> Result<ServeConfig, Problem> {
        let mut config = ServeConfig::on(listen);
        let base_url = self.text("base-url");
        if !base_url.is_empty() {
            let url = base_url.parse().map_err(|_| wrong("base-url", base_url))?;
            config = config.with_base_url(url);
        }
        config.trusted_proxies = self.networks("trusted-proxy")?;
        config.outgoing_allow = self.networks("outgoing-allow")?;
        config.metrics = self.flag("metrics")?;
        let rate = self.text("rate-limit");
        config.limits.rate = rate.parse().map_err(|_| wrong("rate-limit", rate))?;
        config.check(self.flag("insecure-http")?).map_err(Problem::says)?;
        Ok(config)
    }

    fn networks(&self, name: &'static str) -> Result<Vec<Network>, Problem> {
        let named = self.text(name).split(',').map(str::trim).filter(|text| !text.is_empty());
        named.map(|text| text.parse().map_err(|_| wrong(name, text))).collect()
    }

    /// Whether the log is for machines.
    ///
    /// # Errors
    /// When it is neither text nor json.
    pub fn logs_json(&self) -> Result<bool, Problem> {
        match self.text("log-format") {
            "text" => Ok(false),
            "json" => Ok(true),
            other => Err(wrong("log-format", other)),
        }
    }

    /// How much is logged, when somebody said so.
    pub fn log_level(&self) -> Option<&str> {
        Some(self.text("log-level")).filter(|level| !level.is_empty())
    }
}

fn wrong(name: &'static str, value: &str) -> Problem {
    Problem::usage("command-wrong-setting").with("name", name).with("value", value)
}

fn flags(arguments: &Arguments) -> BTreeMap<&'static str, String> {
    let place = &arguments.place;
    let mut flags = vec![
        ("data", place.data.clone()),
        ("database", place.database.clone()),
        ("log-format", place.log_format.clone()),
        ("log-level", place.log_level.clone()),
    ];
    if let Some(serve) = arguments.serve() {
        let on = |flag: bool| flag.then(|| "true".to_owned());
        flags.extend([
            ("listen", serve.listen.clone()),
            ("base-url", serve.base_url.clone()),
            ("trusted-proxy", serve.trusted_proxy.clone()),
            ("outgoing-allow", serve.outgoing_allow.clone()),
            ("insecure-http", on(serve.insecure_http)),
            ("metrics", on(serve.metrics)),
            ("rate-limit", serve.rate_limit.clone()),
        ]);
    }
    flags.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn read_file(path: &Path, must_exist: bool) -> Result<BTreeMap<String, String>, Problem> {
    let unreadable = |why: &dyn fmt::Display| {
        Problem::usage("command-settings-unreadable").with("file", path.display()).with("why", why)
    };
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => {
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(unreadable(&error)),
    };
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| unreadable(&error.message().replace('\n', " ")))?;
    Ok(table.into_iter().map(|(key, value)| (key.replace('_', "-"), plain(value))).collect())
}

fn plain(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(list) => list.into_iter().map(plain).collect::<Vec<_>>().join(","),
        toml::Value::Boolean(truth) => truth.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Datetime(at) => at.to_string(),
        // Settings are flat: a table's name is refused as an unknown one, or its value as wrong.
        toml::Value::Table(_) => "{}".to_owned(),
    }
}

/// `postgres://ada:secret@host/db` without the secret.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let Some((user, host)) = rest.rsplit_once('@') else {
        return url.to_owned();
    };
    let name = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{name}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(
        flags: &[(&'static str, &str)],
        environment: &[(&str, &str)],
        file: &[(&str, &str)],
    ) -> Result<Settings, Problem> {
        let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let file = file.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let read = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned())
        };
        Settings::layered(&flags, &read, (Path::new("rapport.toml"), &file))
    }

    #[test]
    fn the_nearest_layer_wins_and_says_so() {
        let all = settings(
            &[("data", "/flag")],
            &[("RAPPORT_DATA", "/env"), ("RAPPORT_LISTEN", "127.0.0.1:1")],
            &[("data", "/file"), ("listen", "127.0.0.1:2"), ("metrics", "true")],
        )
        .unwrap();
        let sources: Vec<_> =
            all.each().map(|(name, value, from)| format!("{name}={value} {from}")).collect();
        assert!(sources.contains(&"data=/flag flag".to_owned()), "{sources:?}");
        assert!(sources.contains(&"listen=127.0.0.1:1 environment".to_owned()));
        assert!(sources.contains(&"metrics=true rapport.toml".to_owned()));
        assert!(sources.contains(&"log-format=text default".to_owned()));
        assert_eq!(all.data(), PathBuf::from("/flag"));
    }

    #[test]
    fn a_setting_that_does_not_exist_is_refused_by_name() {
        let problem = settings(&[], &[], &[("lisen", "1")]).unwrap_err();
        assert!(problem.sentence(kernel::language::Language::En).contains("lisen"));
        assert_eq!(problem.code(), 2);
    }

    #[test]
    fn the_database_is_shown_without_its_password() {
        let all = settings(&[("database", "postgres://ada:s3cret@db/crm")], &[], &[]).unwrap();
        let shown: Vec<_> = all.each().map(|(_, value, _)| value).collect();
        assert!(shown.contains(&"postgres://ada@db/crm".to_owned()), "{shown:?}");
    }

    #[test]
    fn requests_of_a_token_are_limited_as_said() {
        let rate = |said: &str| {
            let all = settings(&[], &[("RAPPORT_RATE_LIMIT", said)], &[]).unwrap();
            all.serving(all.listen().unwrap()).map(|config| config.limits.rate)
        };
        assert_eq!((rate("600").unwrap(), rate("0").unwrap()), (600, 0));
        for wrong in ["many", "-1", "1.5"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
        let unsaid = settings(&[], &[], &[]).unwrap();
        let config = unsaid.serving(unsaid.listen().unwrap()).unwrap();
        assert_eq!(config.limits.rate, web::config::Limits::default().rate);
    }

    #[test]
    fn networks_that_may_be_called_are_said_one_by_one() {
        let allow = |said: &str| {
            let all = settings(&[("outgoing-allow", said)], &[], &[]).unwrap();
            all.serving(all.listen().unwrap()).map(|config| config.outgoing_allow)
        };
        assert_eq!(allow("10.1.0.0/16, fd00::/8").unwrap().len(), 2);
        assert!(allow("").unwrap().is_empty());
        assert!(allow("10.1.0.0/33").is_err() && allow("intranet").is_err());
    }

    #[test]
    fn listening_in_the_clear_must_be_said() {
        let open = settings(&[("listen", "0.0.0.0:80")], &[], &[]).unwrap();
        let listen = open.listen().unwrap();
        assert!(open.serving(listen).is_err());
        let said = settings(&[("listen", "0.0.0.0:80"), ("insecure-http", "true")], &[], &[]);
        assert!(said.unwrap().serving(listen).is_ok());
    }
}
