//! What a workspace is called, where it is and how it counts; and settings by key.

use jiff::Timestamp;
use kernel::Result;
use kernel::country::Country;
use kernel::language::Language;
use kernel::money::Currency;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// The settings that decide how values are read, sorted and shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    pub name: String,
    /// Decides the order of texts.
    pub language: Language,
    /// National phone numbers and tax ids are read by it.
    pub country: Option<Country>,
    pub currency: Currency,
    /// IANA name.
    pub zone: String,
    /// 1 to 12.
    pub fiscal_start_month: u8,
}

const KEY: &str = "workspace";

impl Workspace {
    /// The workspace as it was set up; `None` before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(tx: &mut Tx) -> Result<Option<Self>> {
        match setting(tx, KEY).await? {
            Some(json) => Ok(Some(serde_json::from_value(json).map_err(anyhow::Error::from)?)),
            None => Ok(None),
        }
    }

    /// Keeps the settings.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn store(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let json = serde_json::to_value(self).map_err(anyhow::Error::from)?;
        set_setting(tx, KEY, &json, now).await
    }

    /// The zone of the workspace; UTC when its name is not known here.
    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            name: String::new(),
            language: Language::default(),
            country: None,
            currency: Currency::EUR,
            zone: "UTC".to_owned(),
            fiscal_start_month: 1,
        }
    }
}

/// The value of a setting.
///
/// # Errors
/// When the database fails.
pub async fn setting(tx: &mut Tx, key: &str) -> Result<Option<Json>> {
    let sql = r#"select "value" from "setting" where "key" = $1"#;
    match tx.query_opt(sql, &[SqlValue::from(key)]).await? {
        Some(row) => Ok(Some(serde_json::from_str(row.text(0)?).map_err(anyhow::Error::from)?)),
        None => Ok(None),
    }
}

/// Keeps a setting.
///
/// # Errors
/// When the database fails.
pub async fn set_setting(tx: &mut Tx, key: &str, value: &Json, now: Timestamp) -> Result<()> {
    let sql = r#"
        insert into "setting" ("key", "value", "updated_at")
        values ($1, $2, $3)
        on conflict ("key") do update set "value" = excluded."value", "updated_at" = excluded."updated_at""#;
    tx.execute(sql, &[key.into(), value.to_string().into(), now.into()]).await?;
    Ok(())
}
