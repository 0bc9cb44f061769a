//! What stands around every page: favourites, what was seen last, how much waits behind the bell.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use kernel::Result;
use kernel::access::Scope;
use kernel::catalog::Catalog;
use store::query::{self, Asking, Titles};
use store::tx::Tx;
use uuid::Uuid;
use web::app::App;
use web::frame::{Extras, Place};

use crate::gate::Doors;
use crate::notification;
use crate::place::{self, Spot, VIEW};

/// Visits are written down together after so long.
const GATHERED: Duration = Duration::from_secs(2);

/// Asked for every signed-in page; its path may be that of a record, which is then remembered as
/// seen.
pub fn extras<'a>(app: &'a App, scope: &'a Scope, path: &'a str) -> BoxFuture<'a, Result<Extras>> {
    Box::pin(async move {
        let Some(me) = scope.user() else {
            return Ok(Extras::default());
        };
        let doors = Doors::of(app)?;
        if let Some(spot) = record_of(&app.catalog(), path) {
            visit(app, &doors, (me, scope), spot);
        }
        let (catalog, asker) = (app.catalog(), scope.clone());
        let waiting = move |written| doors.visits().before(me, written);
        app.store()
            .read(move |tx| {
                let (catalog, asker, waiting) = (catalog.clone(), asker.clone(), waiting.clone());
                Box::pin(async move { read(tx, &catalog, (&asker, me), waiting).await })
            })
            .await
    })
}

async fn read(
    tx: &mut Tx,
    catalog: &Arc<Catalog>,
    (scope, me): (&Scope, Uuid),
    waiting: impl FnOnce(Vec<Spot>) -> Vec<Spot>,
) -> Result<Extras> {
    let asked = [place::favourites_of(me), place::recents_of(me), notification::unread_of(me)];
    let answers = tx.query_all(&asked).await?;
    let rows = |at: usize| answers.get(at).map(Vec::as_slice).unwrap_or_default();
    let favourites = place::spots(rows(0))?;
    let recents = waiting(place::spots(rows(1))?);
    let bell_count = notification::counted(rows(2))?;
    let wanted: Vec<(&'static str, Uuid)> = favourites
        .iter()
        .chain(&recents)
        .filter_map(|spot| Some((catalog.object(&spot.object)?.key, spot.record)))
        .collect();
    let titles = if wanted.is_empty() {
        Titles::default()
    } else {
        query::titles(tx, Asking { catalog, scope }, &wanted).await?
    };
    let places = |spots: &[Spot]| -> Vec<Place> {
        spots.iter().filter_map(|spot| shown(catalog, &titles, spot)).collect()
    };
    Ok(Extras { favourites: places(&favourites), recents: places(&recents), bell_count })
}

/// The place, when its record may still be seen.
fn shown(catalog: &Catalog, titles: &Titles, spot: &Spot) -> Option<Place> {
    let label = titles.get(&spot.object, spot.record).filter(|title| !title.is_empty())?.to_owned();
    let (_, face) = catalog.by_face_slug(&spot.face)?;
    if spot.object == VIEW {
        let href = format!("/{}?view={}", face.slug, spot.record);
        return Some(Place { href, label, icon: "view" });
    }
    Some(Place { href: format!("/{}/{}", face.slug, spot.record), label, icon: face.icon })
}

/// The record whose page a path is: `/people/ID`.
fn record_of(catalog: &Catalog, path: &str) -> Option<Spot> {
    let (slug, id) = path.strip_prefix('/')?.split_once('/')?;
    let record = Uuid::try_parse(id).ok()?;
    let (object, face) = catalog.by_face_slug(slug)?;
    Some(Spot { object: object.key.to_owned(), face: face.slug.to_owned(), record })
}

fn visit(app: &App, doors: &Doors, (me, scope): (Uuid, &Scope), spot: Spot) {
    if !doors.visits().add(me, scope.now, spot) {
        return;
    }
    let (store, doors) = (app.store().clone(), doors.clone());
    tokio::spawn(async move {
        tokio::time::sleep(GATHERED).await;
        let seen = doors.visits().take(me);
        let noted = store
            .write(move |tx| {
                let seen = seen.clone();
                Box::pin(async move { place::note(tx, me, &seen).await })
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!("What a user saw last could not be noted: {error}");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::words::Words;

    #[test]
    fn the_path_of_a_record_is_a_visit() {
        let catalog = Catalog::build(crate::objects::objects(), Words::get()).unwrap();
        let id = Uuid::now_v7();
        let spot = record_of(&catalog, &format!("/lists/{id}")).unwrap();
        assert_eq!(
            (spot.object.as_str(), spot.face.as_str(), spot.record),
            ("record_list", "lists", id)
        );
        assert!(record_of(&catalog, "/lists").is_none());
        assert!(record_of(&catalog, "/lists/new").is_none());
        assert!(record_of(&catalog, &format!("/lists/{id}/edit")).is_none());
        assert!(record_of(&catalog, &format!("/nowhere/{id}")).is_none());
    }
}
