//! Endpoints and deliveries as programs are told.

use serde_json::{Value as Json, json};

use crate::delivery::{Attempt, Delivery, Message, webhook_id};
use crate::webhook::{Off, Secret, Webhook};

/// An endpoint; its secret where it is new.
pub(super) fn webhook(webhook: &Webhook, secret: Option<&Secret>) -> Json {
    let at = |instant: Option<jiff::Timestamp>| instant.map(|at| at.to_string());
    let mut told = json!({
        "id": webhook.id,
        "version": webhook.version,
        "name": webhook.name,
        "url": webhook.url,
        "events": webhook.events,
        "user": {"id": webhook.user, "title": webhook.user_name},
        "active": webhook.active,
        "off_reason": webhook.off.filter(|_| !webhook.active).map(Off::key),
        "rotating_until": at(webhook.old_until),
        "failing_since": at(webhook.failing_since),
        "delivered_at": at(webhook.delivered_at),
        "failed_at": at(webhook.failed_at),
        "created_at": webhook.created_at.to_string(),
        "updated_at": webhook.updated_at.to_string(),
    });
    if let (Some(secret), Some(members)) = (secret, told.as_object_mut()) {
        members.insert("secret".into(), secret.reveal().into());
    }
    told
}

/// A delivery among many.
pub(super) fn delivery(delivery: &Delivery) -> Json {
    let at = |instant: Option<jiff::Timestamp>| instant.map(|at| at.to_string());
    json!({
        "id": delivery.id,
        "webhook": delivery.webhook,
        "webhook_id": webhook_id(delivery.message),
        "event": delivery.event,
        "sequence": delivery.sequence,
        "state": delivery.state.key(),
        "attempts": delivery.attempts,
        "last_status": delivery.last_status,
        "next_at": at(delivery.next_at),
        "created_at": delivery.created_at.to_string(),
        "finished_at": at(delivery.finished_at),
    })
}

/// A delivery with what it says and how each attempt went.
pub(super) fn whole(one: &Delivery, message: &Message, attempts: &[Attempt]) -> Json {
    let mut told = delivery(one);
    let tries: Vec<Json> = attempts
        .iter()
        .map(|attempt| {
            json!({
                "number": attempt.number,
                "at": attempt.at.to_string(),
                "took_ms": attempt.took_ms,
                "status": attempt.status,
                "headers": attempt.headers,
                "reply": attempt.reply,
            })
        })
        .collect();
    if let Some(members) = told.as_object_mut() {
        let payload: Json = serde_json::from_str(&message.payload).unwrap_or_default();
        members.insert("payload".into(), payload);
        members.insert("tries".into(), tries.into());
    }
    told
}
