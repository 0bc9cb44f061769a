//! Deliveries as people and programs read them.

use jiff::Timestamp;
use kernel::{Error, Result};
use serde_json::Value as Json;
use store::row::Row;
use store::sql_value::SqlValue;
use store::tx::Tx;
use uuid::Uuid;

use super::{Message, State};

/// A message on its way to one endpoint.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: Uuid,
    pub webhook: Uuid,
    pub message: Uuid,
    pub event: String,
    pub sequence: Option<i64>,
    pub state: State,
    /// In all.
    pub attempts: i64,
    /// Since it was last sent anew.
    pub round: i64,
    pub next_at: Option<Timestamp>,
    /// Of the last attempt; none when nothing came back, or there was no attempt.
    pub last_status: Option<i64>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// An attempt as it is shown.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub number: i64,
    pub at: Timestamp,
    pub took_ms: i64,
    pub status: Option<i64>,
    pub headers: Json,
    pub reply: Option<String>,
}

/// Which deliveries are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub webhook: Uuid,
    pub state: Option<State>,
    pub event: Option<String>,
    pub before: Option<Uuid>,
    pub limit: i64,
}

/// How many are in a state.
pub type Listed = (State, i64);

const SELECT: &str = r#"
    select d."id", d."webhook", d."message", d."event", m."sequence", d."state", d."attempts",
           d."round", d."next_at", d."last_status", d."created_at", d."finished_at"
    from "webhook_delivery" d
    join "webhook_message" m on m."id" = d."message""#;

fn delivery(row: &Row) -> Result<Delivery> {
    let state = row.text(5)?;
    Ok(Delivery {
        id: row.id(0)?,
        webhook: row.id(1)?,
        message: row.id(2)?,
        event: row.text(3)?.to_owned(),
        sequence: row.opt_int(4)?,
        state: State::parse(state)
            .ok_or_else(|| Error::broken(format!("a delivery is in the unknown state {state}")))?,
        attempts: row.int(6)?,
        round: row.int(7)?,
        next_at: row.opt_instant(8)?,
        last_status: row.opt_int(9)?,
        created_at: row.instant(10)?,
        finished_at: row.opt_instant(11)?,
    })
}

/// A page of an endpoint's deliveries, the newest first.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<Delivery>> {
    let mut values: Vec<SqlValue> =
        vec![filter.webhook.into(), filter.before.unwrap_or(Uuid::max()).into()];
    let mut conditions = String::new();
    let mut add = |column: &str, value: SqlValue| {
        values.push(value);
        conditions.push_str(&format!(r#" and d."{column}" = ${}"#, values.len()));
    };
    if let Some(state) = filter.state {
        add("state", state.key().into());
    }
    if let Some(event) = &filter.event {
        add("event", event.into());
    }
    let sql = format!(
        r#"{SELECT}
        where d."webhook" = $1
        and d."id" < $2{conditions}
        order by d."id" desc
        limit {}"#,
        filter.limit.clamp(1, 1_000)
    );
    tx.query(&sql, &values).await?.iter().map(delivery).collect()
}

/// One delivery.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Delivery> {
    let sql = format!(r#"{SELECT} where d."id" = $1"#);
    delivery(&tx.query_opt(&sql, &[id.into()]).await?.ok_or(Error::NotFound)?)
}

/// What a message says.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find_message(tx: &mut Tx, id: Uuid) -> Result<Message> {
    let sql = r#"
        select "event", "sequence", "object", "record", "user", "payload"
        from "webhook_message"
        where "id" = $1"#;
    let row = tx.query_opt(sql, &[id.into()]).await?.ok_or(Error::NotFound)?;
    let object = row.opt_text(2)?.map(str::to_owned);
    Ok(Message {
        id,
        event: row.text(0)?.to_owned(),
        sequence: row.opt_int(1)?,
        about: object.zip(row.opt_id(3)?),
        user: row.id(4)?,
        payload: row.text(5)?.to_owned(),
    })
}

/// The attempts of a delivery, the last first.
///
/// # Errors
/// As [`list`].
pub async fn attempts(tx: &mut Tx, delivery: Uuid) -> Result<Vec<Attempt>> {
    let sql = r#"
        select "number", "at", "took_ms", "status", "headers", "reply"
        from "webhook_attempt"
        where "delivery" = $1
        order by "number" desc
        limit 100"#;
    let rows = tx.query(sql, &[delivery.into()]).await?;
    let read = |row: &Row| {
        Ok(Attempt {
            number: row.int(0)?,
            at: row.instant(1)?,
            took_ms: row.int(2)?,
            status: row.opt_int(3)?,
            headers: serde_json::from_str(row.text(4)?).map_err(anyhow::Error::from)?,
            reply: row.opt_text(5)?.map(str::to_owned),
        })
    };
    rows.iter().map(read).collect()
}

/// How many deliveries of an endpoint are in each state, counted up to 10,000.
///
/// # Errors
/// As [`list`].
pub async fn counts(tx: &mut Tx, webhook: Uuid) -> Result<Vec<Listed>> {
    let mut counts = Vec::new();
    for state in State::ALL {
        let sql = r#"
            select count(*) from (
              select 1 from "webhook_delivery" where "webhook" = $1 and "state" = $2 limit 10000
            ) as bounded"#;
        let row = tx.query_one(sql, &[webhook.into(), state.key().into()]).await?;
        counts.push((state, row.int(0)?));
    }
    Ok(counts)
}

/// The endpoints that are on and have something due, and whether each is known to be well: reached
/// before, and not failing since. Each is asked for by itself, along its own index, however much
/// waits for others.
///
/// # Errors
/// As [`list`].
pub async fn claimable(tx: &mut Tx, now: Timestamp) -> Result<Vec<(Uuid, bool)>> {
    let sql = r#"
        select w."id", w."failing_since", w."delivered_at", (
          select d."next_at" from "webhook_delivery" d
          where d."webhook" = w."id"
          and d."state" = 'waiting'
          and d."next_at" <= $2
          and (d."leased_until" is null or d."leased_until" < $2)
          order by d."next_at"
          limit 1
        )
        from "webhook" w
        where w."active" = $1
        order by w."id"
        limit 1000"#;
    let rows = tx.query(sql, &[true.into(), now.into()]).await?;
    let due = rows.iter().filter(|row| !row.value(3).is_null());
    due.map(|row| Ok((row.id(0)?, row.value(1).is_null() && !row.value(2).is_null()))).collect()
}
