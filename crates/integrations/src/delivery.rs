//! Messages and their way to an endpoint: what was said, to whom, how each attempt went.

mod reading;

use std::time::Duration;

use jiff::Timestamp;
use kernel::Result;
use serde_json::Value as Json;
use store::sql_value::SqlValue;
use store::tx::Tx;
use uuid::Uuid;

pub use reading::{
    Attempt, Delivery, Filter, Listed, attempts, claimable, counts, find_message, get, list,
};

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// An attempt is to come.
    Waiting,
    Delivered,
    /// Given up; somebody may send it again.
    Failed,
    /// The endpoint's user lost sight of the record before it was sent.
    Dropped,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Delivered, Self::Failed, Self::Dropped];
    /// The keys of all.
    pub const KEYS: [&'static str; 4] = ["waiting", "delivered", "failed", "dropped"];

    /// As it stands in the table and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// From its key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// What is told to the endpoints of one user.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Uuid,
    pub event: String,
    /// The number in the journal; none for a test.
    pub sequence: Option<i64>,
    /// What it is about, where that may be lost from sight.
    pub about: Option<(String, Uuid)>,
    pub user: Uuid,
    pub payload: String,
}

/// The id that receivers see: the same at each attempt.
pub fn webhook_id(message: Uuid) -> String {
    format!("msg_{}", message.simple())
}

/// Keeps messages.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn insert_messages(tx: &mut Tx, messages: &[Message], now: Timestamp) -> Result<()> {
    let columns = ["id", "event", "sequence", "object", "record", "user", "payload", "created_at"];
    let rows = messages.iter().map(|message| {
        let (object, record) = message.about.clone().unzip();
        vec![
            message.id.into(),
            (&message.event).into(),
            message.sequence.into(),
            object.into(),
            record.into(),
            message.user.into(),
            (&message.payload).into(),
            now.into(),
        ]
    });
    tx.insert_rows("webhook_message", &columns, rows.collect()).await
}

/// Puts messages on their way: endpoint, message, event.
///
/// # Errors
/// As [`insert_messages`].
pub async fn insert(tx: &mut Tx, ways: &[(Uuid, Uuid, String)], now: Timestamp) -> Result<()> {
    let columns = ["id", "webhook", "message", "event", "state", "next_at", "created_at"];
    let rows = ways.iter().map(|(webhook, message, event)| {
        vec![
            Uuid::now_v7().into(),
            (*webhook).into(),
            (*message).into(),
            event.into(),
            State::Waiting.key().into(),
            now.into(),
            now.into(),
        ]
    });
    tx.insert_rows("webhook_delivery", &columns, rows.collect()).await
}

/// Who claims, when, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    pub courier: Uuid,
    pub now: Timestamp,
    pub lease: Duration,
}

/// Leases up to so many due deliveries of an endpoint, those first that waited longest.
///
/// # Errors
/// As [`insert_messages`].
pub async fn claim(tx: &mut Tx, claim: Claim, webhook: Uuid, most: usize) -> Result<Vec<Uuid>> {
    let sql = format!(
        r#"
        select "id" from "webhook_delivery"
        where "webhook" = $1
        and "state" = 'waiting'
        and "next_at" <= $2
        and ("leased_until" is null or "leased_until" < $2)
        order by "next_at", "id"
        limit {most}{}"#,
        tx.dialect().skip_locked()
    );
    let until = claim.now.checked_add(claim.lease).unwrap_or(Timestamp::MAX);
    let mut claimed = Vec::new();
    for row in tx.query(&sql, &[webhook.into(), claim.now.into()]).await? {
        claimed.push(row.id(0)?);
    }
    let sql = r#"
        update "webhook_delivery" set "leased_by" = $1, "leased_until" = $2 where "id" = $3"#;
    let rows = claimed.iter().map(|id| vec![claim.courier.into(), until.into(), (*id).into()]);
    tx.execute_each(sql, rows.collect()).await?;
    Ok(claimed)
}

/// How an attempt ended for its delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub state: State,
    /// When it is attempted again.
    pub next_at: Option<Timestamp>,
    pub status: Option<u16>,
    /// An attempt was made.
    pub is_attempt: bool,
}

/// Notes how a claimed delivery ended; false when another courier has it now.
///
/// # Errors
/// As [`insert_messages`].
pub async fn end(
    tx: &mut Tx,
    (id, courier): (Uuid, Uuid),
    ended: Ended,
    now: Timestamp,
) -> Result<bool> {
    let sql = r#"
        update "webhook_delivery"
        set "state" = $1, "next_at" = $2, "last_status" = $3, "attempts" = "attempts" + $4,
          "round" = "round" + $4, "finished_at" = $5, "leased_by" = null, "leased_until" = null
        where "id" = $6
        and "leased_by" = $7"#;
    let finished = (ended.state != State::Waiting).then_some(now);
    let values: [SqlValue; 7] = [
        ended.state.key().into(),
        ended.next_at.into(),
        ended.status.map(u32::from).map(i64::from).into(),
        ended.is_attempt.into(),
        finished.into(),
        id.into(),
        courier.into(),
    ];
    Ok(tx.execute(sql, &values).await? > 0)
}

/// Gives a claimed delivery back as it was.
///
/// # Errors
/// As [`insert_messages`].
pub async fn hand_back(tx: &mut Tx, id: Uuid, courier: Uuid) -> Result<()> {
    let sql = r#"
        update "webhook_delivery"
        set "leased_by" = null, "leased_until" = null
        where "id" = $1
        and "leased_by" = $2"#;
    tx.execute(sql, &[id.into(), courier.into()]).await.map(drop)
}

/// Lets the leases of all others run out: for a process that is alone with its data.
///
/// # Errors
/// As [`insert_messages`].
pub async fn end_other_leases(tx: &mut Tx, courier: Uuid) -> Result<()> {
    let sql = r#"
        update "webhook_delivery"
        set "leased_by" = null, "leased_until" = null
        where "state" = 'waiting'
        and "leased_by" <> $1"#;
    tx.execute(sql, &[courier.into()]).await.map(drop)
}

/// What is kept of an attempt.
#[derive(Clone, Debug)]
pub struct Tried {
    pub at: Timestamp,
    pub took_ms: i64,
    /// None when nothing came back.
    pub status: Option<u16>,
    /// What we sent besides the body.
    pub headers: Json,
    /// The beginning of what came back.
    pub reply: Option<String>,
}

/// Keeps an attempt; of the replies to one delivery the last stays.
///
/// # Errors
/// As [`insert_messages`].
pub async fn note(tx: &mut Tx, delivery: Uuid, tried: &Tried) -> Result<()> {
    let sql = r#"
        update "webhook_attempt" set "reply" = null where "delivery" = $1 and "reply" is not null"#;
    tx.execute(sql, &[delivery.into()]).await?;
    let sql = r#"
        insert into "webhook_attempt" ("delivery", "number", "at", "took_ms", "status", "headers", "reply")
        select $1, coalesce(max("number"), 0) + 1, $2, $3, $4, $5, $6
        from "webhook_attempt"
        where "delivery" = $1"#;
    let values: [SqlValue; 6] = [
        delivery.into(),
        tried.at.into(),
        tried.took_ms.into(),
        tried.status.map(u32::from).map(i64::from).into(),
        tried.headers.to_string().into(),
        tried.reply.as_deref().into(),
    ];
    tx.execute(sql, &values).await.map(drop)
}

/// Sends a delivery again, now, with all its attempts before it; one that waits is only hastened.
///
/// # Errors
/// As [`insert_messages`].
pub async fn replay(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = r#"
        update "webhook_delivery"
        set "state" = 'waiting', "round" = 0, "next_at" = $1, "finished_at" = null
        where "id" = $2"#;
    tx.execute(sql, &[now.into(), id.into()]).await.map(drop)
}

/// Which of an endpoint's deliveries are sent again.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub from: Timestamp,
    pub to: Timestamp,
    /// Those in this state alone.
    pub state: Option<State>,
}

/// Sends those of a range again that do not wait; answers how many.
///
/// # Errors
/// As [`insert_messages`].
pub async fn replay_range(tx: &mut Tx, webhook: Uuid, range: Range, now: Timestamp) -> Result<u64> {
    let sql = r#"
        update "webhook_delivery"
        set "state" = 'waiting', "round" = 0, "next_at" = $1, "finished_at" = null
        where "webhook" = $2
        and "created_at" >= $3
        and "created_at" <= $4
        and "state" <> 'waiting'
        and ("state" = $5 or $6 = 1)"#;
    let values: [SqlValue; 6] = [
        now.into(),
        webhook.into(),
        range.from.into(),
        range.to.into(),
        range.state.map_or("", State::key).into(),
        range.state.is_none().into(),
    ];
    tx.execute(sql, &values).await
}

/// Removes what was said before then, at most so many messages; answers how many.
///
/// # Errors
/// As [`insert_messages`].
pub async fn sweep(tx: &mut Tx, before: Timestamp, most: u32) -> Result<usize> {
    let sql = format!(
        r#"
        select "id" from "webhook_message"
        where "created_at" < $1
        order by "created_at"
        limit {most}"#
    );
    let rows = tx.query(&sql, &[before.into()]).await?;
    let old: Vec<Vec<SqlValue>> =
        rows.iter().map(|row| Ok(vec![row.id(0)?.into()])).collect::<Result<_>>()?;
    let count = old.len();
    let sql = r#"
        delete from "webhook_attempt"
        where "delivery" in (select "id" from "webhook_delivery" where "message" = $1)"#;
    tx.execute_each(sql, old.clone()).await?;
    let sql = r#"delete from "webhook_delivery" where "message" = $1"#;
    tx.execute_each(sql, old.clone()).await?;
    tx.execute_each(r#"delete from "webhook_message" where "id" = $1"#, old).await?;
    Ok(count)
}
