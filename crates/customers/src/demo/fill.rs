//! Writes the demo company into an empty workspace, as one act.

use std::collections::HashMap;

use kernel::language::Language;
use kernel::shape::Link;
use kernel::value::Value;
use kernel::{Error, Refusal, Result};
use platform::objects::{SavedView, User};
use serde_json::json;
use store::save::{Change, Saving, save};
use store::workspace::{Workspace, set_setting, setting};
use store::{Tx, change_set, files};
use uuid::Uuid;
use web::app::App;

use super::colleagues::Colleague;
use super::papers::Paper;
use super::tables::Tables;
use super::world::{Making, World};
use crate::objects::{File, Party};

/// Records of one transaction.
const CHUNK: usize = 250;
/// Bytes of a paper.
const MOST_OF_PAPER: u64 = 100_000;
/// Where the workspace remembers the act.
pub(super) const SETTING: &str = "demo";

/// Fills the workspace; an act that can be undone by [`super::remove`]. A workspace that was not
/// set up becomes the demo company's. The first active user, if there is one, looks after some of
/// the customers.
///
/// # Errors
/// [`Error::Conflict`] when the workspace holds parties already.
pub async fn fill(app: &App, language: Language) -> Result<Uuid> {
    platform::prepare(app).await?;
    check(app).await?;
    if !app.is_set_up() {
        set_up(app, language).await?;
    }
    let administrator = app.store().read(|tx| Box::pin(first_user(tx))).await?;
    let scope = app.robot("demo");
    let world = World::build(Making { language, now: scope.now, administrator });
    let saving = app.saving(scope, Uuid::now_v7());
    let roles = app.store().read(|tx| Box::pin(roles(tx))).await?;
    let papers = world.papers.clone();
    begin(app, &saving).await?;
    for chunk in changes(world, &roles) {
        app.store()
            .write({
                let saving = saving.clone();
                move |tx| {
                    let (saving, chunk) = (saving.clone(), chunk.clone());
                    Box::pin(async move { save(tx, &saving, chunk).await.map(drop) })
                }
            })
            .await?;
    }
    file_away(app, &saving, papers).await?;
    tracing::info!("The workspace was filled with the demo company");
    Ok(saving.change_set)
}

/// Writes the papers and hangs them on their companies.
async fn file_away(app: &App, saving: &Saving, papers: Vec<Paper>) -> Result<()> {
    let mut written = Vec::with_capacity(papers.len());
    for paper in papers {
        let stored = app.store().files().put(paper.bytes.as_slice(), MOST_OF_PAPER).await?;
        let file = File::of(&stored, (&paper.name, "application/pdf"), ("party", paper.party));
        written.push((stored, Change::create(&file).with_id(paper.id)));
    }
    for chunk in written.chunks(CHUNK) {
        let (saving, chunk) = (saving.clone(), chunk.to_vec());
        app.store()
            .write(move |tx| {
                let (saving, chunk) = (saving.clone(), chunk.clone());
                Box::pin(async move {
                    for (stored, _) in &chunk {
                        files::keep(tx, stored, saving.scope.now).await?;
                    }
                    let changes = chunk.into_iter().map(|(_, change)| change).collect();
                    save(tx, &saving, changes).await.map(drop)
                })
            })
            .await?;
    }
    Ok(())
}

/// Refuses a workspace that holds data.
///
/// # Errors
/// [`Error::Conflict`] when the workspace holds parties already.
pub async fn check(app: &App) -> Result<()> {
    app.store().read(|tx| Box::pin(require_empty(tx))).await
}

/// Whether the demo company is in the workspace.
///
/// # Errors
/// When the store fails.
pub async fn is_there(app: &App) -> Result<bool> {
    let found = app.store().read(|tx| Box::pin(async move { setting(tx, SETTING).await })).await?;
    Ok(found.is_some())
}

async fn require_empty(tx: &mut Tx) -> Result<()> {
    let sql = r#"select 1 from "party" limit 1"#;
    if tx.query_opt(sql, &[]).await?.is_some() || setting(tx, SETTING).await?.is_some() {
        return Err(Error::Conflict(Refusal::new("workspace-not-empty")));
    }
    Ok(())
}

async fn set_up(app: &App, language: Language) -> Result<()> {
    let workspace = Workspace {
        name: Tables::get().word("firm", "name", language).to_owned(),
        language,
        country: Some(kernel::country::Country::ES),
        zone: "Europe/Madrid".to_owned(),
        ..Workspace::default()
    };
    let now = app.clock().now();
    app.store()
        .write(move |tx| {
            let workspace = workspace.clone();
            Box::pin(async move { workspace.store(tx, now).await })
        })
        .await?;
    app.reload_workspace().await
}

async fn first_user(tx: &mut Tx) -> Result<Option<Uuid>> {
    let sql = r#"
        select "id" from "user"
        where "active" = $1 and "deleted_at" is null
        order by "created_at", "id"
        limit 1"#;
    tx.query_opt(sql, &[true.into()]).await?.map(|row| row.id(0)).transpose()
}

async fn roles(tx: &mut Tx) -> Result<HashMap<String, Uuid>> {
    let sql =
        r#"select "key", "id" from "role" where "deleted_at" is null order by "id" limit 1000"#;
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.id(1)?))).collect()
}

async fn begin(app: &App, saving: &Saving) -> Result<()> {
    let saving = saving.clone();
    app.store()
        .write(move |tx| {
            let saving = saving.clone();
            Box::pin(async move {
                let id = saving.change_set;
                change_set::begin_as(tx, &saving.scope, id, ("demo", &json!({}))).await?;
                let note = json!({"change_set": id});
                set_setting(tx, SETTING, &note, saving.scope.now).await
            })
        })
        .await
}

/// The world as changes, in an order in which every link finds its end.
fn changes(world: World, roles: &HashMap<String, Uuid>) -> Vec<Vec<Change>> {
    let owned = |change: Change, owner: Uuid| change.with("owner", Value::Id(owner));
    let manager = Colleague::of("marta").id();
    let mut groups: Vec<Vec<Change>> = Vec::new();
    groups.push(world.teams.iter().map(|(id, team)| Change::create(team).with_id(*id)).collect());
    let users = world.users.into_iter().map(|(id, user, role)| {
        let role = roles.get(role).copied().map_or(Link::none(), Link::to);
        Change::create(&User { role, ..user }).with_id(id)
    });
    groups.push(users.collect());
    let lists =
        world.lists.iter().map(|(id, list)| owned(Change::create(list).with_id(*id), manager));
    let views = world
        .views
        .iter()
        .map(|(id, view): &(Uuid, SavedView)| owned(Change::create(view).with_id(*id), manager));
    groups.push(lists.chain(views).collect());
    let party = |(id, party, owner): &(Uuid, Party, Uuid)| {
        owned(Change::create(party).with_id(*id), *owner)
    };
    let (groups_of_firms, firms): (Vec<_>, Vec<_>) =
        world.companies.iter().partition(|(_, party, _)| party.parent.0.is_none());
    groups.push(groups_of_firms.into_iter().map(party).collect());
    groups.push(firms.into_iter().map(party).collect());
    groups.push(world.people.iter().map(party).collect());
    groups.push(
        world.ties.iter().map(|tie| Change::create(&tie.relationship).with_id(tie.id)).collect(),
    );
    groups.push(
        world
            .activities
            .iter()
            .map(|each| owned(Change::create(&each.activity).with_id(each.id), each.owner))
            .collect(),
    );
    groups.into_iter().flat_map(chunks).collect()
}

fn chunks(changes: Vec<Change>) -> Vec<Vec<Change>> {
    changes.chunks(CHUNK).map(<[Change]>::to_vec).collect()
}
