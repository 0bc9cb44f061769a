//! Takes deliveries to their endpoints. Each endpoint has a queue and hands of its own, so that one
//! that is slow or dead keeps nobody else waiting.

mod attempt;

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use kernel::Result;
use outgoing::Client;
use store::dialect::Dialect;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tracing::{error, warn};
use uuid::Uuid;
use web::app::App;

use crate::delivery::{self, Claim};
use crate::follower;
use crate::schedule::LEASE;

/// Attempts at one endpoint at the same time; one alone until it was reached and while it fails.
const HANDS: usize = 8;
/// Attempts at the same time in all.
const MOST: usize = 512;
/// The longest between two looks: what other processes wrote, and what is due by now.
const LOOK: Duration = Duration::from_millis(500);
/// News that come faster than this are read together.
const GATHER: Duration = Duration::from_millis(20);
/// Time that attempts under way get when the process ends.
const FAREWELL: Duration = Duration::from_secs(8);

struct Courier {
    app: App,
    client: Client,
    id: Uuid,
    attempts: JoinSet<Uuid>,
    by_webhook: HashMap<Uuid, usize>,
    made: u64,
}

/// Delivers until the process is asked to end.
pub fn run(app: App) -> BoxFuture<'static, ()> {
    Box::pin(async move {
        let mut courier = Courier::new(&app);
        courier.serve().await;
    })
}

/// Delivers all that is due, and what becomes due by that; answers how many attempts were made.
///
/// # Errors
/// When the database fails.
pub async fn deliver_due(app: &App) -> Result<u64> {
    let mut courier = Courier::new(app);
    while follower::follow(app).await? {}
    loop {
        courier.look().await?;
        if courier.attempts.is_empty() {
            return Ok(courier.made);
        }
        courier.wait_for_one().await;
    }
}

impl Courier {
    fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            client: Client::new(&app.config().outgoing_allow),
            id: Uuid::now_v7(),
            attempts: JoinSet::new(),
            by_webhook: HashMap::new(),
            made: 0,
        }
    }

    async fn serve(&mut self) {
        let stopping = self.app.stopping();
        let mut committed = self.app.store().committed();
        let (mut was_down, mut is_taken_up) = (false, false);
        while !stopping.is_cancelled() {
            committed.mark_unchanged();
            let done = self.round(&mut is_taken_up).await;
            if let (Err(error), false) = (&done, was_down) {
                warn!("Webhooks cannot be delivered: {error}");
            }
            was_down = done.is_err();
            tokio::select! {
                () = stopping.cancelled() => {}
                news = committed.changed() => {
                    if news.is_err() {
                        return;
                    }
                    sleep(GATHER).await;
                }
                () = wait(&mut self.attempts, &mut self.by_webhook) => {}
                () = sleep(LOOK) => {}
            }
        }
        let farewell = async { while self.attempts.join_next().await.is_some() {} };
        let _ = timeout(FAREWELL, farewell).await;
    }

    async fn round(&mut self, is_taken_up: &mut bool) -> Result<()> {
        if !*is_taken_up {
            self.take_up().await?;
            *is_taken_up = true;
        }
        while follower::follow(&self.app).await? {
            self.look().await?;
        }
        self.look().await
    }

    /// On SQLite no other process delivers: what is leased was left behind by a dead one.
    async fn take_up(&self) -> Result<()> {
        if self.app.store().dialect() != Dialect::Sqlite {
            return Ok(());
        }
        let id = self.id;
        self.app.store().write(move |tx| Box::pin(delivery::end_other_leases(tx, id))).await
    }

    /// Claims what is due where hands are free, and begins.
    async fn look(&mut self) -> Result<()> {
        while let Some(ended) = self.attempts.try_join_next() {
            forget(ended.ok(), &mut self.by_webhook);
        }
        let now = self.app.clock().now();
        let due = self.app.store().read(move |tx| Box::pin(delivery::claimable(tx, now))).await?;
        let mut left = MOST.saturating_sub(self.attempts.len());
        let mut wanted = Vec::new();
        for (webhook, is_well) in due {
            let busy = self.by_webhook.get(&webhook).copied().unwrap_or_default();
            let room = if is_well { HANDS } else { 1 }.saturating_sub(busy).min(left);
            if room > 0 {
                left -= room;
                wanted.push((webhook, room));
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let claim = Claim { courier: self.id, now, lease: LEASE };
        let claimed = self.app.store().write(move |tx| {
            let wanted = wanted.clone();
            Box::pin(async move {
                let mut claimed = Vec::new();
                for (webhook, room) in wanted {
                    let ids = delivery::claim(tx, claim, webhook, room).await?;
                    claimed.extend(ids.into_iter().map(|id| (webhook, id)));
                }
                Ok(claimed)
            })
        });
        for (webhook, id) in claimed.await? {
            *self.by_webhook.entry(webhook).or_default() += 1;
            self.made += 1;
            let (app, client, courier) = (self.app.clone(), self.client.clone(), self.id);
            self.attempts.spawn(async move {
                let attempt = attempt::attempt(&app, &client, (id, courier));
                match AssertUnwindSafe(attempt).catch_unwind().await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => warn!("The delivery {id} could not be attempted: {error}"),
                    Err(_) => error!("The attempt at the delivery {id} panicked"),
                }
                webhook
            });
        }
        Ok(())
    }

    async fn wait_for_one(&mut self) {
        let ended = self.attempts.join_next().await;
        forget(ended.and_then(std::result::Result::ok), &mut self.by_webhook);
    }
}

/// Until an attempt ends; for ever when there is none.
async fn wait(attempts: &mut JoinSet<Uuid>, by_webhook: &mut HashMap<Uuid, usize>) {
    match attempts.join_next().await {
        Some(ended) => forget(ended.ok(), by_webhook),
        None => std::future::pending().await,
    }
}

fn forget(webhook: Option<Uuid>, by_webhook: &mut HashMap<Uuid, usize>) {
    let Some(webhook) = webhook else {
        return;
    };
    if let Some(busy) = by_webhook.get_mut(&webhook) {
        *busy -= 1;
        if *busy == 0 {
            by_webhook.remove(&webhook);
        }
    }
}
