//! Who holds an owned record: its owner and its team, as tokens of its document. They let the text
//! index leave out what the asker would not see, so that the newest of what answers are the newest
//! of theirs. They only narrow: whatever is found is read within the rights all the same.

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::object::{Object, Visibility};
use kernel::record::Record;
use uuid::Uuid;

use crate::query::{Asking, Binds, shared};
use crate::tx::Tx;

/// Begins the token of an owner; no text holds it.
const OWNER: char = '\u{E002}';
/// Begins the token of a team.
const TEAM: char = '\u{E003}';

fn owner_token(id: Uuid) -> String {
    format!("{OWNER}{}", id.simple())
}

fn team_token(id: Uuid) -> String {
    format!("{TEAM}{}", id.simple())
}

/// The tokens of a record that owner and team alone decide about.
pub(super) fn of(object: &Object, record: &Record) -> Vec<String> {
    if object.visibility != Visibility::Owned {
        return Vec::new();
    }
    let owner = record.envelope.owner.map(owner_token);
    let team = record.envelope.team.map(team_token);
    owner.into_iter().chain(team).collect()
}

/// Whether the asker sees of an object only what they or their teams hold, or is shared with them.
pub(super) fn decide(asking: Asking<'_>, object: &Object) -> bool {
    let reach = asking.scope.reach(object.key, Act::See);
    object.visibility == Visibility::Owned && matches!(reach, Reach::Own | Reach::Team)
}

/// The tokens of which everything has one that the asker sees of these objects; none when they
/// cannot be told because something is shared.
pub(crate) async fn tokens(
    tx: &mut Tx,
    asking: Asking<'_>,
    objects: &[&Object],
) -> Result<Option<Vec<String>>> {
    let scope = asking.scope;
    let mut by_team = false;
    for object in objects {
        by_team |= scope.reach(object.key, Act::See) == Reach::Team;
        if !decide(asking, object) || has_shares(tx, asking, object).await? {
            return Ok(None);
        }
    }
    let teams = scope.teams.iter().filter(|_| by_team).copied().map(team_token);
    Ok(Some(scope.user().map(owner_token).into_iter().chain(teams).collect()))
}

async fn has_shares(tx: &mut Tx, asking: Asking<'_>, object: &Object) -> Result<bool> {
    let mut binds = Binds::new(tx.dialect());
    let Some(select) = shared(&mut binds, asking.scope, object, Act::See) else {
        return Ok(false);
    };
    let sql = format!("select 1 from ({select}) s limit 1");
    Ok(tx.known_row(&sql, binds.values()).await?.is_some())
}
