//! Who a cookie or a token belongs to, asked on every request and remembered for less than a
//! second: what an administrator takes away is gone within that time, in every process.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use futures_util::future::BoxFuture;
use http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use kernel::access::{Actor, Scope};
use kernel::{Error, Result};
use store::tx::Tx;
use uuid::Uuid;
use web::app::App;
use web::error::Failure;
use web::session::{Credentials, Gate, Signed};

use crate::password::Hasher;
use crate::person::{self, Person};
use crate::place::Visits;
use crate::secret::{self, Digest};
use crate::throttle::Throttle;
use crate::{api_token, session};

/// How long an answer is believed.
const BELIEVED: Duration = Duration::from_millis(800);
/// Answers are forgotten all at once when there are more.
const CROWDED: usize = 20_000;

/// Grows with every change of users, roles, teams, sessions or tokens in this process, so that
/// such a change binds the very next request here.
static CHANGES: AtomicU64 = AtomicU64::new(0);

/// Makes every gate of this process ask again.
pub fn forget() {
    CHANGES.fetch_add(1, Ordering::Release);
}

/// The gate of an application, with all that checking passwords shares.
#[derive(Clone, Debug, Default)]
pub struct Doors(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    hasher: Hasher,
    throttle: Throttle,
    visits: Visits,
    /// When the workspace's settings were last changed, as far as this process knows.
    settings_of: AtomicI64,
    known: Mutex<HashMap<Digest, Known>>,
}

/// An answer of the database.
#[derive(Clone, Debug)]
struct Known {
    asked_at: Instant,
    changes: u64,
    /// `None` for a cookie or token that opens nothing.
    bearer: Option<Arc<Bearer>>,
}

#[derive(Debug)]
struct Bearer {
    person: Person,
    means: Means,
    csrf: String,
}

/// With what somebody came.
#[derive(Debug)]
enum Means {
    Session { id: Uuid, seen_at: Timestamp, rail_folded: bool },
    Token { id: Uuid, used_at: Option<Timestamp> },
}

impl Doors {
    /// Hashes and checks passwords.
    pub fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    /// Counts tries.
    pub fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    /// What users have just seen.
    pub fn visits(&self) -> &Visits {
        &self.0.visits
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Digest, Known>> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remembered(&self, digest: &Digest) -> Option<Option<Arc<Bearer>>> {
        let known = self.known();
        let answer = known.get(digest)?;
        let fresh = answer.changes == CHANGES.load(Ordering::Acquire)
            && answer.asked_at.elapsed() < BELIEVED;
        fresh.then(|| answer.bearer.clone())
    }

    /// Keeps an answer that was begun after so many changes.
    fn remember(
        &self,
        digest: Digest,
        changes: u64,
        asked_at: Instant,
        bearer: Option<Arc<Bearer>>,
    ) {
        let mut known = self.known();
        if known.len() > CROWDED {
            known.clear();
        }
        known.insert(digest, Known { asked_at, changes, bearer });
    }

    /// Reads the workspace's settings again when they were changed, be it by another process.
    async fn follow_settings(&self, app: &App, settings_of: i64) -> Result<()> {
        if self.0.settings_of.swap(settings_of, Ordering::AcqRel) == settings_of {
            return Ok(());
        }
        app.reload_workspace().await
    }

    async fn bearer(&self, app: &App, credentials: &Credentials) -> Result<Option<Arc<Bearer>>> {
        let (Credentials::Session(secret) | Credentials::Bearer(secret)) = credentials;
        let sealer = app.store().sealer();
        let digest = secret::digest(sealer, secret);
        if let Some(answer) = self.remembered(&digest) {
            return Ok(answer);
        }
        let (changes, asked_at) = (CHANGES.load(Ordering::Acquire), Instant::now());
        let now = app.clock().now();
        let by_session = matches!(credentials, Credentials::Session(_));
        let (found, settings_of) = app
            .store()
            .read(move |tx| {
                Box::pin(async move {
                    Ok((find(tx, by_session, digest, now).await?, settings_of(tx).await?))
                })
            })
            .await?;
        self.follow_settings(app, settings_of).await?;
        let bearer = found.map(|(person, means)| {
            Arc::new(Bearer { person, means, csrf: secret::csrf_token(sealer, secret) })
        });
        if let Some(bearer) = &bearer {
            note_use(app, &bearer.means, now);
        }
        self.remember(digest, changes, asked_at, bearer.clone());
        Ok(bearer)
    }
}

/// When the workspace's settings were changed, in microseconds; 0 when never.
async fn settings_of(tx: &mut Tx) -> Result<i64> {
    let sql = r#"select "updated_at" from "setting" where "key" = 'workspace'"#;
    match tx.query_opt(sql, &[]).await? {
        Some(row) => row.int(0),
        None => Ok(0),
    }
}

async fn find(
    tx: &mut Tx,
    by_session: bool,
    digest: Digest,
    now: Timestamp,
) -> Result<Option<(Person, Means)>> {
    let (user, means) = if by_session {
        let Some(found) = session::find(tx, digest, now).await? else {
            return Ok(None);
        };
        let means =
            Means::Session { id: found.id, seen_at: found.seen_at, rail_folded: found.rail_folded };
        (found.user, means)
    } else {
        let Some(found) = api_token::find(tx, digest, now).await? else {
            return Ok(None);
        };
        (found.user, Means::Token { id: found.id, used_at: found.used_at })
    };
    Ok(person::load(tx, user).await?.map(|person| (person, means)))
}

/// Notes the last use now and then, beside the request.
fn note_use(app: &App, means: &Means, now: Timestamp) {
    let long_ago = |at: Timestamp, every: SignedDuration| now.duration_since(at) >= every;
    let (by_session, id) = match *means {
        Means::Session { id, seen_at, .. } if long_ago(seen_at, session::NOTED_EVERY) => (true, id),
        Means::Token { id, used_at }
            if used_at.is_none_or(|at| long_ago(at, api_token::NOTED_EVERY)) =>
        {
            (false, id)
        }
        _ => return,
    };
    let store = app.store().clone();
    tokio::spawn(async move {
        let noted = store
            .write(move |tx| {
                Box::pin(async move {
                    if by_session {
                        session::note_use(tx, id, now).await
                    } else {
                        api_token::note_use(tx, id, now).await
                    }
                })
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!("The last use of a session or token could not be noted: {error}");
        }
    });
}

impl Gate for Doors {
    fn authenticate<'a>(
        &'a self,
        app: &'a App,
        credentials: &'a Credentials,
    ) -> BoxFuture<'a, Result<Option<Signed>>> {
        Box::pin(async move {
            let bearer = self.bearer(app, credentials).await?;
            Ok(bearer.map(|bearer| signed(app, &bearer)))
        })
    }

    fn scope_of<'a>(&'a self, app: &'a App, user: Uuid) -> BoxFuture<'a, Result<Option<Scope>>> {
        Box::pin(async move {
            let found = app.store().read(move |tx| Box::pin(person::load(tx, user))).await?;
            Ok(found.map(|person| scope(app, &person, Actor::User { id: user })))
        })
    }
}

/// What a person may see and do, in their language and zone.
fn scope(app: &App, person: &Person, actor: Actor) -> Scope {
    let workspace = app.workspace();
    Scope {
        actor,
        teams: Arc::clone(&person.teams),
        main_team: person.main_team,
        rights: Arc::clone(&person.rights),
        language: person.language.unwrap_or(workspace.language),
        zone: person.zone.clone().unwrap_or_else(|| workspace.time_zone()),
        now: app.clock().now(),
    }
}

fn signed(app: &App, bearer: &Bearer) -> Signed {
    let Bearer { person, means, csrf } = bearer;
    let (actor, session, rail_folded) = match *means {
        Means::Session { id, rail_folded, .. } => {
            (Actor::User { id: person.id }, Some(id), rail_folded)
        }
        Means::Token { id, .. } => (Actor::Token { id, user: person.id }, None, false),
    };
    Signed {
        scope: scope(app, person, actor),
        name: person.name.clone(),
        email: person.email.clone(),
        csrf: csrf.clone(),
        session,
        theme: person.theme.clone(),
        density: person.density.clone(),
        rail_folded,
        chose_language: person.language.is_some(),
    }
}

impl FromRequestParts<App> for Doors {
    type Rejection = Failure;

    async fn from_request_parts(_parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        Self::of(app).map_err(Failure::from)
    }
}

impl Doors {
    /// The doors of an application that was assembled with them.
    ///
    /// # Errors
    /// [`Error::Broken`] when it has another gate.
    pub fn of(app: &App) -> Result<Self> {
        let gate: &dyn Any = app.gate();
        let doors = gate.downcast_ref::<Self>();
        doors.cloned().ok_or_else(|| Error::broken("the application has another gate"))
    }
}
