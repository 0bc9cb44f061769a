//! What people and programs do with imports: bring a file, say how it is meant, check it, start
//! it, watch it, stop it, read what was refused.

use bytes::Bytes;
use futures_util::Stream;
use jiff::SignedDuration;
use kernel::access::{Act, Reach, Scope};
use kernel::object::Object;
use kernel::{Error, Refusal, Result};
use serde_json::json;
use store::change_set;
use store::files::{self, StoredFile};
use store::jobs::{self, NewJob};
use tokio::io::AsyncRead;
use uuid::Uuid;
use web::App;

use super::job::ImportRows;
use super::look::{self, Look};
use super::reading::{MAX_FILE_BYTES, Records};
use super::record::{self, Import, State};
use super::refused::{self, RefusedCell};
use super::settings::{Mode, Settings};
use super::sheet_file::{self, Reader};
use super::{owner, sent_back, work};

/// The job of an import that a command works on itself waits so long.
const COMMAND_HEAD_START: SignedDuration = SignedDuration::from_secs(20);

/// Whether somebody works on it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hands {
    /// The next free runner.
    Runner,
    /// The caller, by [`super::Worker`]; a runner goes on when the caller falls silent.
    Caller,
}

/// An import, perhaps at the version that somebody saw: it is left alone when it changed since.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    pub id: Uuid,
    pub version: Option<i64>,
}

impl From<Uuid> for Seen {
    fn from(id: Uuid) -> Self {
        Self { id, version: None }
    }
}

fn may(scope: &Scope) -> Result<()> {
    if scope.rights.bulk {
        return Ok(());
    }
    Err(Error::Forbidden(Refusal::new("no-right")))
}

/// Whether the asker may do to any record what the rows do.
fn permit(scope: &Scope, object: &str, mode: Mode) -> Result<()> {
    let may = |act| scope.reach(object, act) != Reach::None;
    let any = match mode {
        Mode::Create => may(Act::Create),
        Mode::Update => may(Act::Edit),
        Mode::Upsert => may(Act::Create) || may(Act::Edit),
    };
    if any { Ok(()) } else { Err(Error::Forbidden(Refusal::new("no-right"))) }
}

/// Takes a file in; nothing is read yet.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::TooLarge`]; [`Error::StorageFull`].
pub async fn upload(
    app: &App,
    scope: &Scope,
    name: &str,
    source: impl AsyncRead + Unpin,
) -> Result<Uuid> {
    let file = take(app, scope, source).await?;
    let id = Uuid::now_v7();
    keep(app, scope, id, (name, &file)).await?;
    Ok(id)
}

/// Takes the bytes of a file in. They are kept for an import by [`keep`], or swept away.
///
/// # Errors
/// As [`upload`].
pub async fn take(app: &App, scope: &Scope, source: impl AsyncRead + Unpin) -> Result<StoredFile> {
    may(scope)?;
    let limit = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    app.store().files().put(source, limit).await
}

/// Makes an import of a file that was taken in.
///
/// # Errors
/// [`Error::Forbidden`]; when the database fails.
pub async fn keep(
    app: &App,
    scope: &Scope,
    id: Uuid,
    (name, file): (&str, &StoredFile),
) -> Result<()> {
    may(scope)?;
    let (scope, file) = (scope.clone(), file.clone());
    let name: String = name.chars().filter(|sign| !sign.is_control()).take(200).collect();
    app.store()
        .write(move |tx| {
            let (scope, file, name) = (scope.clone(), file.clone(), name.clone());
            Box::pin(async move {
                files::keep(tx, &file, scope.now).await?;
                record::insert(tx, &scope, id, (&name, file.id, file.size)).await
            })
        })
        .await
}

/// Forgets an import that has written nothing, and its file.
///
/// # Errors
/// As [`get`]; [`Error::Conflict`] when it runs or ran.
pub async fn forget(app: &App, scope: &Scope, id: Uuid) -> Result<()> {
    let file = get(app, scope, id).await?.file;
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                record::forget(tx, id).await?;
                files::forget(tx, file).await
            })
        })
        .await?;
    app.store().files().remove(file).await
}

/// An import as it stands.
///
/// # Errors
/// [`Error::NotFound`] for those of others, unless the asker administers.
pub async fn get(app: &App, scope: &Scope, id: Uuid) -> Result<Import> {
    may(scope)?;
    let scope = scope.clone();
    app.store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { record::find(tx, &scope, id).await })
        })
        .await
}

/// The newest imports that the asker may know of, those older than one of them.
///
/// # Errors
/// As [`get`].
pub async fn list(
    app: &App,
    scope: &Scope,
    limit: i64,
    before: Option<Uuid>,
) -> Result<Vec<Import>> {
    may(scope)?;
    let scope = scope.clone();
    app.store()
        .read(move |tx| {
            let scope = scope.clone();
            Box::pin(async move { record::newest(tx, &scope, limit, before).await })
        })
        .await
}

/// Looks through the file and says what it is taken for.
///
/// # Errors
/// [`Error::Refused`] of `file` when it is no table; [`Error::Invalid`] when the settings do not
/// suit it; [`Error::Gone`] when the file was cleared away.
pub async fn look(app: &App, scope: &Scope, id: Uuid) -> Result<Look> {
    let import = get(app, scope, id).await?;
    look_at(app, scope, &import).await
}

async fn look_at(app: &App, scope: &Scope, import: &Import) -> Result<Look> {
    let survey = match &import.survey {
        Some(survey) => survey.clone(),
        None => survey(app, import).await?,
    };
    let plan = work::plan(app, scope, import, &survey)?;
    Ok(Look::of(&app.catalog(), survey, plan))
}

async fn survey(app: &App, import: &Import) -> Result<super::reading::Survey> {
    let wished = import.settings.file.clone();
    let survey = sheet_file::survey(app.store(), import.file, (wished, app.workspace().country));
    survey.await.map_err(cleared)
}

/// Files of imports are cleared away some time after their end.
fn cleared(error: Error) -> Error {
    match error {
        Error::NotFound => Error::Gone(Refusal::field("file", "import-file-gone")),
        other => other,
    }
}

/// All that a column of an object may be written to, as settings name it.
pub fn fields(app: &App, object: &Object) -> Vec<String> {
    look::fields(&app.catalog(), object, app.workspace().country)
}

/// Keeps how the file is meant.
///
/// # Errors
/// As [`look`]; [`Error::Conflict`] when it runs or ran; [`Error::Stale`] when it is not as it was
/// seen; [`Error::Forbidden`] when the asker may do to no record what the rows would.
pub async fn set(
    app: &App,
    scope: &Scope,
    seen: impl Into<Seen>,
    settings: Settings,
) -> Result<Look> {
    let Seen { id, version } = seen.into();
    let mut import = get(app, scope, id).await?;
    if !import.is_draft() {
        return Err(Error::Conflict(record::moved()));
    }
    if import.settings.file != settings.file {
        import.survey = None;
    }
    import.settings = settings;
    let look = look_at(app, scope, &import).await?;
    permit(scope, look.object.key, look.mode)?;
    owner::know(app, scope, &import.settings).await?;
    let (settings, survey, now) = (import.settings, look.survey.clone(), app.clock().now());
    app.store()
        .write(move |tx| {
            let (settings, survey) = (settings.clone(), survey.clone());
            Box::pin(async move {
                record::hold(tx, id, version).await?;
                record::keep_settings(tx, id, (&settings, &survey), now).await
            })
        })
        .await?;
    Ok(look)
}

/// Begins a check: all of the import but its writing.
///
/// # Errors
/// As [`set`].
pub async fn check(app: &App, scope: &Scope, seen: impl Into<Seen>, hands: Hands) -> Result<()> {
    begin(app, scope, seen.into(), (State::Checking, None, hands)).await
}

/// Begins the import; answers the change set that takes it back.
///
/// # Errors
/// As [`set`].
pub async fn start(app: &App, scope: &Scope, seen: impl Into<Seen>, hands: Hands) -> Result<Uuid> {
    let change_set = Uuid::now_v7();
    start_as(app, scope, seen, (change_set, hands)).await
}

/// Begins the import under a change set that the caller made up.
///
/// # Errors
/// As [`set`].
pub async fn start_as(
    app: &App,
    scope: &Scope,
    seen: impl Into<Seen>,
    (change_set, hands): (Uuid, Hands),
) -> Result<Uuid> {
    begin(app, scope, seen.into(), (State::Running, Some(change_set), hands)).await?;
    Ok(change_set)
}

async fn begin(
    app: &App,
    scope: &Scope,
    Seen { id, version }: Seen,
    (state, change_set, hands): (State, Option<Uuid>, Hands),
) -> Result<()> {
    let import = get(app, scope, id).await?;
    let survey = match import.survey.clone() {
        Some(survey) => survey,
        None => survey(app, &import).await?,
    };
    let plan = work::plan(app, scope, &import, &survey)?;
    permit(scope, plan.object.key, plan.mode)?;
    let label = json!({"object": plan.object.key, "file": import.name, "count": survey.rows});
    let now = app.clock().now();
    let mut job = NewJob::new(&ImportRows { import: id }, now)?.once(format!("import {id}"));
    job.change_set = change_set;
    if hands == Hands::Caller {
        job = job.at(now + COMMAND_HEAD_START);
    }
    let scope = Scope { actor: import.actor.clone(), now, ..scope.clone() };
    app.store()
        .write(move |tx| {
            let (import, survey, job) = (import.clone(), survey.clone(), job.clone());
            let (scope, label) = (scope.clone(), label.clone());
            Box::pin(async move {
                record::hold(tx, id, version).await?;
                record::begin(tx, &import, (state, &survey), (change_set, now)).await?;
                if let Some(id) = change_set {
                    change_set::begin_as(tx, &scope, id, ("import", &label)).await?;
                }
                jobs::enqueue(tx, &job).await.map(drop)
            })
        })
        .await
}

/// Stops a check or an import; what is written stays, and undo takes it back.
///
/// # Errors
/// [`Error::Conflict`] when nobody is at it; [`Error::Stale`] when it is not as it was seen.
pub async fn cancel(app: &App, scope: &Scope, seen: impl Into<Seen>) -> Result<()> {
    let Seen { id, version } = seen.into();
    get(app, scope, id).await?;
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            Box::pin(async move {
                record::hold(tx, id, version).await?;
                record::cancel(tx, id, now).await
            })
        })
        .await
}

/// Refused cells in the order of the file, behind a row and a place in it; at most 1,000.
///
/// # Errors
/// As [`get`].
pub async fn refusals(
    app: &App,
    scope: &Scope,
    id: Uuid,
    after: Option<(u64, u32)>,
    limit: i64,
) -> Result<Vec<RefusedCell>> {
    may(scope)?;
    refused::page(app.store(), scope, id, (after, limit)).await
}

/// What a file of refused rows is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBack {
    encoding: String,
    format: &'static str,
}

impl SentBack {
    /// As files of its kind end.
    pub const fn ending(&self) -> &'static str {
        self.format
    }

    pub fn media_type(&self) -> String {
        let kind = match self.format {
            "jsonl" => "application/jsonl",
            "vcf" => "text/vcard",
            _ => "text/csv",
        };
        format!("{kind}; charset={}", self.encoding.to_lowercase())
    }
}

/// The refused rows as a file of the same columns, encoding and delimiter, with the reasons behind
/// them.
///
/// # Errors
/// As [`get`]; [`Error::Gone`] when the file was cleared away.
pub async fn refused_file(
    app: &App,
    scope: &Scope,
    id: Uuid,
) -> Result<(SentBack, impl Stream<Item = Result<Bytes>> + Send + 'static + use<>)> {
    let import = get(app, scope, id).await?;
    let survey = match import.survey.clone() {
        Some(survey) => survey,
        None => survey(app, &import).await?,
    };
    let reader = Reader::open(app.store(), import.file, &survey, 0).await.map_err(cleared)?;
    let pieces =
        sent_back::Pieces::new(app.store().clone(), (id, scope.language), (&survey, reader))?;
    let format = survey.records.map_or("csv", Records::key);
    Ok((SentBack { encoding: survey.encoding, format }, pieces.stream()))
}
