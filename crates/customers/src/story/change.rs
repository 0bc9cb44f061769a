//! How a party's fields changed: entries of the journal, folded into bursts.

use jiff::SignedDuration;
use kernel::Result;
use kernel::object::Object;
use store::Tx;
use store::journal::{self, Entry, HistoryOf};
use store::query::Asking;
use store::workspace::setting;
use uuid::Uuid;

use super::Place;

/// Entries of one question.
const CHUNK: i64 = 100;
/// Changes of one person that lie no farther apart are one burst.
const BURST: SignedDuration = SignedDuration::from_mins(60);

/// The entries of a page, newest first, and whether older ones may follow.
pub struct Changes {
    pub entries: Vec<Entry>,
    pub more: bool,
}

/// What changed before a place.
pub async fn read(tx: &mut Tx, asking: Asking<'_>, party: Uuid, before: Place) -> Result<Changes> {
    let of =
        HistoryOf { object: "party", record: party, before: Some(before.header), limit: CHUNK };
    let entries = journal::history(tx, asking.scope, asking.catalog, of).await?;
    let more = i64::try_from(entries.len()).is_ok_and(|count| count == CHUNK);
    let demo = demo_act(tx).await?;
    let object = asking.catalog.object("party");
    let told = entries
        .into_iter()
        .filter(|entry| Some(entry.change_set) != demo)
        .filter(|entry| object.is_some_and(|object| tells_something(object, entry)))
        .collect();
    Ok(Changes { entries: told, more })
}

/// The demo company was not entered today: its act tells nothing about a party.
async fn demo_act(tx: &mut Tx) -> Result<Option<Uuid>> {
    let note = setting(tx, "demo").await?;
    Ok(note.and_then(|note| Uuid::try_parse(note.get("change_set")?.as_str()?).ok()))
}

/// An update of fields that people see.
fn tells_something(object: &Object, entry: &Entry) -> bool {
    if entry.action != "updated" {
        return true;
    }
    entry.fields.as_ref().is_some_and(|fields| {
        fields.keys().any(|key| {
            object.field(key).is_some_and(|field| !field.secret && field.primary_of.is_none())
        })
    })
}

/// Whether an entry goes on what a burst tells; `last` is the burst's oldest.
pub fn belongs_to(last: &Entry, entry: &Entry) -> bool {
    let same_hand =
        last.actor == entry.actor && last.action == "updated" && entry.action == "updated";
    same_hand && last.at.duration_since(entry.at) <= BURST
}
