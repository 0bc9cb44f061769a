//! The page of a person or a company: who they are, what is planned and what was done, and whom
//! they are tied to.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, Uri};
use kernel::choice::Choices;
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::value::Value;
use kernel::{Error, Result};
use maud::{Markup, html};
use store::Tx;
use store::journal::{self, Entry, HistoryOf};
use store::query::{self, Asking};
use uuid::Uuid;
use web::api::params::Params;
use web::app::App;
use web::components::record_page;
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::screens::form_state::FormState;
use web::screens::record::Loaded;
use web::session::Signed;

use super::composer::Writing;
use super::desk::{Desk, slug_of};
use super::{facts, head, relations, timeline};
use crate::alike::{self, Alike};
use crate::objects::{ActivityKind, Party, PartyKind};
use crate::reading::{object, read};
use crate::story::{self, Asked, Place, Shown, Story, Subject};
use crate::ties::{self, Known, Tie};

/// People of a company whose story counts for it.
const PEOPLE: usize = 500;

/// All that the page tells.
pub struct Whole {
    pub loaded: Loaded,
    pub party: Party,
    /// The last entries of the journal, newest first.
    pub entries: Vec<Entry>,
    pub authors: query::Titles,
    pub story: Story,
    pub counts: Vec<(ActivityKind, i64)>,
    pub ties: Vec<Tie>,
    /// Of a company its people, of a person their colleagues.
    pub people: Vec<Known>,
    pub subsidiaries: Vec<Known>,
    pub files: Vec<Record>,
    pub alike: Vec<(Alike, Known)>,
    /// The company that a person's e-mail address speaks of.
    pub suggested: Option<Known>,
}

impl Whole {
    pub fn id(&self) -> Uuid {
        self.loaded.record.id()
    }

    pub fn href(&self) -> String {
        format!("/{}/{}", slug_of(self.kind()), self.id())
    }

    pub fn kind(&self) -> PartyKind {
        self.party.kind.0.unwrap_or(PartyKind::Person)
    }
}

/// What the address asks of the page.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub write: Option<ActivityKind>,
    pub shown: Shown,
    pub before: Option<Place>,
}

impl View {
    /// Reads `write`, `show` and `before`.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming what is wrong.
    pub fn read(uri: &Uri) -> Result<Self> {
        let mut params = Params::read(uri)?;
        let write = params.take("write");
        let show = params.take("show");
        let before = params.take("before");
        for name in ["done", "peek"] {
            params.take(name);
        }
        params.finish()?;
        let kind = |name: &'static str, key: String| {
            ActivityKind::from_key(&key).ok_or_else(|| Error::invalid(name, "not-a-choice"))
        };
        Ok(Self {
            write: write.map(|key| kind("write", key)).transpose()?,
            shown: match show.as_deref() {
                None | Some("all") => Shown::Everything,
                Some("changes") => Shown::Changes,
                Some(key) => Shown::Kind(kind("show", key.to_owned())?),
            },
            before: before
                .map(|cursor| {
                    Place::read(&cursor).ok_or_else(|| Error::invalid("before", "not-a-cursor"))
                })
                .transpose()?,
        })
    }
}

/// The first part of the address: `people` or `companies`.
pub fn slug(context: &RequestContext) -> String {
    let path = context.path().trim_start_matches('/');
    path.split('/').next().unwrap_or_default().to_owned()
}

/// `GET /people/{id}`, `GET /companies/{id}`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    uri: Uri,
) -> Result<Response, PageError> {
    let view = View::read(&uri)?;
    let whole = load(&app, &signed, id, view.clone()).await?;
    let right = slug_of(whole.kind());
    if slug(&context) != right {
        return Ok(Redirect::to(&format!("/{right}/{id}")).into_response());
    }
    let frame = Frame::of(&app, &signed, &context).await?;
    Ok(draw(Desk { app: &app, frame: &frame }, &whole, &view, &FormState::default())
        .into_response())
}

/// The page once more, with what was typed into its composer and why it was refused.
///
/// # Errors
/// As [`show`].
pub async fn page_again(
    app: &App,
    signed: &Signed,
    context: &RequestContext,
    (id, state): (Uuid, FormState),
) -> Result<Markup> {
    let view = View { write: ActivityKind::from_key(state.text("kind")), ..View::default() };
    let whole = load(app, signed, id, view.clone()).await?;
    let frame = Frame::of(app, signed, context).await?;
    Ok(draw(Desk { app, frame: &frame }, &whole, &view, &state))
}

/// `GET /people/{id}/story?before=…`: older things, to be put behind the others.
pub async fn story(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    asked: Parts,
) -> Result<Response, PageError> {
    let view = View::read(&asked.uri)?;
    if !asked.headers.contains_key("hx-request") {
        require_seen(&app, &signed, id).await?;
        let query = asked.uri.query().unwrap_or_default();
        return Ok(Redirect::to(&format!("/{}/{id}?{query}", slug(&context))).into_response());
    }
    let asked = Asked { before: view.before, shown: view.shown };
    let story = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move {
            let record = query::get(tx, asking, object(asking, "party")?, id).await?;
            let subject = subject(tx, &record).await?;
            story::of_party(tx, asking, &subject, asked).await
        })
    })
    .await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let href = format!("/{}/{id}", slug(&context));
    let desk = Desk { app: &app, frame: &frame };
    Ok(timeline::older(desk, (&href, id), &story, view.shown).into_response())
}

/// `GET /people/{id}/peek`.
pub async fn peek(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if !headers.contains_key("hx-request") {
        require_seen(&app, &signed, id).await?;
        return Ok(Redirect::to(&format!("/{}/{id}", slug(&context))).into_response());
    }
    let whole = load(&app, &signed, id, View::default()).await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let desk = Desk { app: &app, frame: &frame };
    let body = html! {
        div.record-meta { (head::summary(desk, &whole)) }
        (timeline::short(desk, &whole))
        (facts::cards(desk, &whole))
    };
    let open = frame.text("record-open");
    Ok(web::components::peek(&whole.href(), &whole.party.name, &open, &body).into_response())
}

/// Refuses whoever may not see the party.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn require_seen(app: &App, signed: &Signed, id: Uuid) -> Result<()> {
    read(app, &signed.scope, move |tx, asking| {
        Box::pin(
            async move { query::get(tx, asking, object(asking, "party")?, id).await.map(drop) },
        )
    })
    .await
}

fn draw(desk: Desk<'_>, whole: &Whole, view: &View, state: &FormState) -> Markup {
    let people: Vec<(Uuid, String)> = if whole.kind() == PartyKind::Organization {
        whole.people.iter().map(|person| (person.id, person.name.clone())).collect()
    } else {
        Vec::new()
    };
    let href = whole.href();
    let may_write = desk.frame.scope().reach("activity", kernel::access::Act::Create)
        > kernel::access::Reach::None;
    let writing = Writing {
        desk,
        href: &href,
        open: view.write.unwrap_or(ActivityKind::Note),
        people: &people,
        state,
    };
    let story = html! {
        @if may_write { (writing.draw()) }
        (timeline::whole(desk, whole, view))
    };
    let main = record_page(
        &head::head(desk, whole),
        &facts::cards(desk, whole),
        &story,
        &relations::cards(desk, whole),
    );
    desk.frame.page(&whole.party.name, &main)
}

/// Reads everything of one moment.
async fn load(app: &App, signed: &Signed, id: Uuid, view: View) -> Result<Whole> {
    read(app, &signed.scope, move |tx, asking| {
        let asked = Asked { before: view.before, shown: view.shown };
        Box::pin(async move { whole(tx, asking, id, asked).await })
    })
    .await
}

async fn whole(tx: &mut Tx, asking: Asking<'_>, id: Uuid, asked: Asked) -> Result<Whole> {
    let declared = object(asking, "party")?;
    let record = query::get(tx, asking, declared, id).await?;
    let titles = query::titles_of(tx, asking, declared, std::slice::from_ref(&record)).await?;
    let party = Party::from_values(&record.values);
    let told = async |tx: &mut Tx| {
        let subject = subject(tx, &record).await?;
        tx.both(
            async |tx| story::of_party(tx, asking, &subject, asked).await,
            async |tx| timeline::counts(tx, asking, &subject).await,
        )
        .await
    };
    let around = async |tx: &mut Tx| {
        tx.both(
            async |tx| {
                let people = people(tx, asking, &party, id).await?;
                let subsidiaries = ties::belonging(tx, asking, ("parent", id), 20).await?;
                Ok((people, subsidiaries, ties::files(tx, asking, ("party", id)).await?.0))
            },
            async |tx| {
                let alike = alike_known(tx, asking, &record).await?;
                Ok((alike, suggested(tx, asking, &party).await?))
            },
        )
        .await
    };
    let changed = async |tx: &mut Tx| {
        let entries = entries(tx, asking, id).await?;
        Ok((authors(tx, asking, &entries).await?, entries))
    };
    let tied = async |tx: &mut Tx| ties::of_party(tx, asking, id).await;
    let (
        ((story, counts), (authors, entries)),
        (((people, subsidiaries, files), (alike, suggested)), ties),
    ) = tx
        .both(async |tx| tx.both(told, changed).await, async |tx| tx.both(around, tied).await)
        .await?;
    let loaded = Loaded { record, titles };
    Ok(Whole {
        loaded,
        party,
        entries,
        authors,
        story,
        counts,
        ties,
        people,
        subsidiaries,
        files,
        alike,
        suggested,
    })
}

/// Of a company its people, of a person their colleagues.
async fn people(tx: &mut Tx, asking: Asking<'_>, party: &Party, id: Uuid) -> Result<Vec<Known>> {
    match (party.kind.0, party.organization.0) {
        (Some(PartyKind::Organization), _) => {
            ties::belonging(tx, asking, ("organization", id), PEOPLE).await
        }
        (_, Some(company)) => {
            let mut all = ties::belonging(tx, asking, ("organization", company), 20).await?;
            all.retain(|known| known.id != id);
            Ok(all)
        }
        _ => Ok(Vec::new()),
    }
}

/// A company's story is that of its people too.
async fn subject(tx: &mut Tx, record: &Record) -> Result<Subject> {
    let party = Party::from_values(&record.values);
    if party.is_person() {
        return Ok(Subject { party: record.id(), people: Vec::new() });
    }
    let sql = format!(
        r#"
        select "id" from "party"
        where "organization" = $1 and "deleted_at" is null
        order by "sort_name_key", "id"
        limit {PEOPLE}"#
    );
    let rows = tx.query(&sql, &[record.id().into()]).await?;
    let people = rows.iter().map(|row| row.id(0)).collect::<Result<_>>()?;
    Ok(Subject { party: record.id(), people })
}

/// The entries from which each field's last change is told.
async fn entries(tx: &mut Tx, asking: Asking<'_>, id: Uuid) -> Result<Vec<Entry>> {
    let of = HistoryOf { object: "party", record: id, before: None, limit: 100 };
    journal::history(tx, asking.scope, asking.catalog, of).await
}

async fn authors(tx: &mut Tx, asking: Asking<'_>, entries: &[Entry]) -> Result<query::Titles> {
    let mut wanted: Vec<(&'static str, Uuid)> =
        entries.iter().filter_map(|entry| Some(("user", entry.actor.user()?))).collect();
    wanted.dedup();
    query::titles(tx, asking, &wanted).await
}

async fn alike_known(
    tx: &mut Tx,
    asking: Asking<'_>,
    record: &Record,
) -> Result<Vec<(Alike, Known)>> {
    let alike = alike::find(tx, asking, record).await?;
    let ids: Vec<Uuid> = alike.iter().map(|each| each.id).collect();
    let mut known = ties::known(tx, asking, &ids).await?;
    Ok(alike.into_iter().filter_map(|each| Some((each, known.remove(&each.id)?))).collect())
}

async fn suggested(tx: &mut Tx, asking: Asking<'_>, party: &Party) -> Result<Option<Known>> {
    if !party.is_person() || party.organization.0.is_some() || party.email.is_empty() {
        return Ok(None);
    }
    let Some(id) = alike::company_of(tx, asking, &party.email).await? else {
        return Ok(None);
    };
    Ok(ties::known(tx, asking, &[id]).await?.remove(&id))
}

/// `POST /people/{id}/employer`: takes the suggested company.
pub async fn employ(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<Uuid>,
    axum::extract::RawForm(body): axum::extract::RawForm,
) -> Result<Response, PageError> {
    let state = web::screens::pairs(&body)?;
    let company = Uuid::try_parse(state.text("organization"))
        .map_err(|_| Error::refused("organization", "not-an-id"))?;
    let change = store::save::Change::update("party", id).with("organization", Value::Id(company));
    let (change_set, _) = web::screens::save_change(&app, &signed, "edit", change).await?;
    Ok(web::frame::saved(&format!("/people/{id}"), change_set))
}
