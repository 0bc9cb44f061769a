//! An endpoint is switched off by what happened to it, and its maker is told.

use jiff::Timestamp;
use kernel::Result;
use platform::notification::{Notice, notify};
use store::tx::Tx;

use super::{Off, Webhook, switch_off};

/// Switches an endpoint off; nothing happens when it was off already.
///
/// # Errors
/// When the database fails.
pub async fn end(tx: &mut Tx, webhook: &Webhook, why: Off, now: Timestamp) -> Result<()> {
    let is_news = switch_off(tx, webhook.id, why, now).await?;
    let Some(owner) = webhook.owner.filter(|_| is_news) else {
        return Ok(());
    };
    let notice = Notice {
        user: owner,
        kind: "webhook-off",
        about: Some(("webhook", webhook.id, "settings/webhooks")),
        text: match why {
            Off::Gone => "notice-webhook-gone",
            Off::User => "notice-webhook-user",
            Off::Stopped | Off::Failing => "notice-webhook-failing",
        },
        values: vec![("name", webhook.name.clone())],
    };
    notify(tx, &notice, now).await.map(drop)
}
