//! The work on an import, chunk after chunk. How far it came is written with what it wrote, so
//! that whoever goes on after a crash begins exactly there.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use kernel::access::{Actor, Scope};
use kernel::kind_rules::Reading;
use kernel::number::DecimalStyle;
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};
use store::Tx;
use store::save::Saving;
use tokio::task::JoinHandle;
use uuid::Uuid;
use web::App;

use super::chunk::{self, Done, Sheet};
use super::counts::Counts;
use super::draft::Draft;
use super::lookup::{Imagined, ImaginedOne, facet};
use super::plan::Plan;
use super::reading::{Row, Survey};
use super::record::{self, Import, State};
use super::refused;
use super::row_id::RowIds;
use super::sheet_file::{CHUNK_ROWS, Reader};

/// An import or a check under way.
pub(super) struct Work {
    app: App,
    import: Import,
    plan: Arc<Plan>,
    scope: Scope,
    /// What a check would have made.
    imagined: Option<Arc<Imagined>>,
    rounds: Rounds,
    next: JoinHandle<Result<Chunk>>,
}

/// Rows that name what comes much later in the file are dealt with again behind its end, as long
/// as that helps.
#[derive(Clone, Copy, Debug, Default)]
struct Rounds {
    begun: u32,
    has_helped: bool,
    /// The last one: what is still not there is made, when somebody asked for it.
    makes_missing: bool,
}

impl Rounds {
    /// The counts after some rows, which were refused before when this is not the first time.
    fn counts(self, before: Counts, rows: u64, done: &Done) -> Counts {
        let mut counts = before;
        if self.begun > 0 {
            counts.take_back(rows);
        }
        counts.add(done.counts);
        counts
    }
}

struct Chunk {
    reader: Reader,
    drafts: Vec<Draft>,
    position: u64,
}

/// Rounds at most: chains of rows that name later ones are no longer than this.
const MOST_ROUNDS: u32 = 10;

type Each = Arc<dyn Fn(&Row) -> Draft + Send + Sync>;

/// How cells are read where this workspace is.
pub(super) fn reading(app: &App, scope: &Scope) -> Reading {
    let reading = web::api::input::reading(scope, &app.workspace());
    Reading { decimal_style: DecimalStyle::Auto, ..reading }
}

/// Whoever began an import, with the rights of today.
async fn scope_of(app: &App, actor: &Actor) -> Result<Scope> {
    match (actor, actor.user()) {
        (Actor::Robot { name }, _) => Ok(app.robot(name)),
        (_, Some(user)) => {
            let scope = app.gate().scope_of(app, user).await?.ok_or(Error::NotFound)?;
            Ok(Scope { actor: actor.clone(), ..scope })
        }
        (_, None) => Err(Error::NotFound),
    }
}

impl Work {
    /// Takes an import up where it stands; `None` when there is nothing to do.
    ///
    /// # Errors
    /// When it cannot go on.
    pub async fn take_up(app: &App, id: Uuid) -> Result<Option<Self>> {
        let mut import = app.store().read(move |tx| Box::pin(record::load(tx, id))).await?;
        if !import.state.is_busy() {
            return Ok(None);
        }
        if import.state == State::Checking && import.position > 0 {
            // What a check imagined is gone with its process.
            app.store().write(move |tx| Box::pin(record::forget_report(tx, id))).await?;
            import = app.store().read(move |tx| Box::pin(record::load(tx, id))).await?;
        }
        let scope = scope_of(app, &import.actor).await?;
        let survey = import.survey.clone().ok_or_else(|| Error::broken("no survey was kept"))?;
        let plan = Arc::new(plan(app, &scope, &import, &survey)?);
        let reader = Reader::open(app.store(), import.file, &survey, import.position).await?;
        let imagined = (import.state == State::Checking).then(Arc::default);
        let next = read_ahead(reader, each(&plan));
        let (app, rounds) = (app.clone(), Rounds::default());
        Ok(Some(Self { app, import, plan, scope, imagined, rounds, next }))
    }

    pub const fn import(&self) -> &Import {
        &self.import
    }

    /// Deals with the next chunk; false when that was the end.
    ///
    /// # Errors
    /// [`Error::Conflict`] when somebody else went on with it or it was cancelled.
    pub async fn step(&mut self) -> Result<bool> {
        let read = (&mut self.next).await.map_err(Error::broken)?;
        let Chunk { reader, drafts, position } = read?;
        if drafts.is_empty() {
            let goes_on = self.begin_round().await?;
            if !goes_on {
                self.finish().await?;
            }
            return Ok(goes_on);
        }
        let position = if self.rounds.begun > 0 { self.import.position } else { position };
        self.next = read_ahead(reader, each(&self.plan));
        self.scope.now = self.app.clock().now();
        let drafts = Arc::new(drafts);
        let done = match self.imagined.clone() {
            None => self.write(&drafts, position).await?,
            Some(imagined) => self.check(&drafts, position, imagined).await?,
        };
        self.import.position = position;
        let rows = u64::try_from(drafts.len()).unwrap_or(u64::MAX);
        self.import.counts = self.rounds.counts(self.import.counts, rows, &done);
        self.rounds.has_helped |= done.counts.refused < rows;
        Ok(true)
    }

    /// Whether a row that names what is not there may have to wait for a later chunk.
    fn has_to_wait(&self) -> bool {
        let is_one_chunk = usize::try_from(self.import.total).is_ok_and(|rows| rows <= CHUNK_ROWS);
        !self.plan.forward.is_empty() && !is_one_chunk
    }

    fn makes_missing(&self) -> bool {
        !self.plan.creates.is_empty() && (self.rounds.makes_missing || !self.has_to_wait())
    }

    /// Goes back to rows whose links led nowhere, when a later chunk may have made what they name.
    async fn begin_round(&mut self) -> Result<bool> {
        let Rounds { begun, has_helped, makes_missing } = self.rounds;
        let is_over = begun == MOST_ROUNDS || (begun > 0 && !has_helped);
        let is_last = is_over && !self.plan.creates.is_empty();
        if !self.has_to_wait() || makes_missing || (is_over && !is_last) {
            return Ok(false);
        }
        let (id, store) = (self.import.id, self.app.store());
        let links = [self.plan.forward.as_slice(), &self.plan.creates].concat();
        let rows = refused::unresolved(store, id, &links).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let survey = self.import.survey.clone().unwrap_or_default();
        let reader = Reader::open(store, self.import.file, &survey, 0).await?.only(rows);
        self.next = read_ahead(reader, each(&self.plan));
        self.rounds = Rounds { begun: begun + 1, has_helped: false, makes_missing: is_last };
        Ok(true)
    }

    fn saving(&self) -> Saving {
        let change_set = self.import.change_set.unwrap_or(self.import.id);
        self.app.saving(self.scope.clone(), change_set)
    }

    fn turn(&self, drafts: &Arc<Vec<Draft>>, position: u64) -> Turn {
        Turn {
            import: self.import.clone(),
            plan: Arc::clone(&self.plan),
            saving: self.saving(),
            rounds: self.rounds,
            makes_missing: self.makes_missing(),
            drafts: Arc::clone(drafts),
            position,
            now: self.scope.now,
        }
    }

    async fn write(&self, drafts: &Arc<Vec<Draft>>, position: u64) -> Result<Done> {
        let turn = self.turn(drafts, position);
        self.app
            .store()
            .write(move |tx| {
                let turn = turn.clone();
                Box::pin(async move {
                    record::take_turn(tx, &turn.import, turn.now).await?;
                    let done = turn.write(tx, None).await?;
                    turn.note(tx, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// Writes the chunk and lets it go again; keeps what it would have made in mind.
    async fn check(
        &mut self,
        drafts: &Arc<Vec<Draft>>,
        position: u64,
        imagined: Arc<Imagined>,
    ) -> Result<Done> {
        let turn = self.turn(drafts, position);
        let done = self.try_out(turn.clone(), imagined).await?;
        let noted = done.clone();
        self.app
            .store()
            .write(move |tx| {
                let (turn, done) = (turn.clone(), noted.clone());
                Box::pin(async move {
                    record::take_turn(tx, &turn.import, turn.now).await?;
                    turn.note(tx, &done).await
                })
            })
            .await?;
        self.imagine(drafts, &done);
        Ok(done)
    }

    /// A transaction that always fails; what became of the rows is told beside it.
    async fn try_out(&self, turn: Turn, imagined: Arc<Imagined>) -> Result<Done> {
        let outcome: Arc<Mutex<Option<Done>>> = Arc::default();
        let telling = Arc::clone(&outcome);
        let tried = self.app.store().write::<(), _>(move |tx| {
            let (turn, imagined) = (turn.clone(), Arc::clone(&imagined));
            let telling = Arc::clone(&telling);
            Box::pin(async move {
                let done = turn.write(tx, Some(&imagined)).await?;
                *telling.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
                Err(Error::Conflict(Refusal::new(ONLY_CHECKED)))
            })
        });
        match tried.await {
            Err(Error::Conflict(refusal)) if refusal.code == ONLY_CHECKED => {}
            Err(error) => return Err(error),
            Ok(()) => return Err(Error::broken("a check was written")),
        }
        let done = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        done.ok_or_else(|| Error::broken("a check without an outcome"))
    }

    fn imagine(&mut self, drafts: &[Draft], done: &Done) {
        let Some(imagined) = self.imagined.as_mut().map(Arc::make_mut) else {
            return;
        };
        let object = &self.plan.object;
        let keys = object.shape_fields().filter(|field| {
            field.matching || object.title_field().is_some_and(|title| title.key == field.key)
        });
        let keys: Vec<&'static str> = keys.map(|field| field.key).collect();
        for (place, id) in &done.made {
            let Some(draft) = drafts.get(*place) else {
                continue;
            };
            let known = |key: &&'static str| Some((*key, draft.key(object, key)?));
            let told = self.plan.facet.and_then(|(field, _)| {
                draft.values.iter().find(|(key, _)| *key == field).map(|(_, value)| value)
            });
            let known: Vec<(&'static str, Value)> = keys.iter().filter_map(known).collect();
            let (id, facet, object) = (*id, facet(object, told), object.key);
            imagined.add(ImaginedOne { id, object, facet, keys: known });
        }
        done.linked.iter().cloned().for_each(|one| imagined.add(one));
    }

    async fn finish(&mut self) -> Result<()> {
        let state = if self.import.state == State::Checking { State::Checked } else { State::Done };
        let (import, now) = (self.import.clone(), self.app.clock().now());
        self.app
            .store()
            .write(move |tx| {
                let import = import.clone();
                Box::pin(async move {
                    record::end(tx, &import, (state, &Refusals::default()), now).await
                })
            })
            .await?;
        self.import.state = state;
        Ok(())
    }
}

/// The code of the error that lets a check's transaction go.
const ONLY_CHECKED: &str = "import-only-checked";

/// Understands the file by the settings.
pub(super) fn plan(app: &App, scope: &Scope, import: &Import, survey: &Survey) -> Result<Plan> {
    Plan::compile(&app.catalog(), survey, &import.settings, &reading(app, scope))
}

fn each(plan: &Arc<Plan>) -> Each {
    let plan = Arc::clone(plan);
    Arc::new(move |row| plan.draft(row))
}

fn read_ahead(reader: Reader, each: Each) -> JoinHandle<Result<Chunk>> {
    tokio::spawn(async move {
        let (reader, drafts, position) = reader.chunk(each).await?;
        Ok(Chunk { reader, drafts, position })
    })
}

/// All that the transaction of one chunk needs; it may run more than once.
#[derive(Clone)]
struct Turn {
    import: Import,
    plan: Arc<Plan>,
    saving: Saving,
    rounds: Rounds,
    makes_missing: bool,
    drafts: Arc<Vec<Draft>>,
    position: u64,
    now: Timestamp,
}

impl Turn {
    async fn write(&self, tx: &mut Tx, imagined: Option<&Imagined>) -> Result<Done> {
        let ids = RowIds::of_import(self.import.id);
        let makes_missing = self.makes_missing;
        let sheet = Sheet { plan: &self.plan, saving: &self.saving, ids, imagined, makes_missing };
        chunk::write(tx, sheet, &self.drafts).await
    }

    async fn note(&self, tx: &mut Tx, done: &Done) -> Result<()> {
        let id = self.import.id;
        if self.rounds.begun > 0 {
            let rows: Vec<u64> = self.drafts.iter().map(|draft| draft.row.number).collect();
            refused::take_back(tx, id, &rows).await?;
        }
        refused::keep(tx, id, &done.refused).await?;
        let rows = u64::try_from(self.drafts.len()).unwrap_or(u64::MAX);
        let counts = self.rounds.counts(self.import.counts, rows, done);
        record::note_progress(tx, self.import.id, (self.position, counts)).await
    }
}
