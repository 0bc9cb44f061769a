//! Who may write what.

use std::collections::{HashMap, HashSet};

use kernel::access::{Act, Reach, Scope};
use kernel::object::{Object, Visibility};
use kernel::record::{Envelope, Record};
use kernel::value::Value;
use kernel::{Error, Refusal, Result};
use uuid::Uuid;

use super::prepare::Draft;
use super::{Change, Input, Saving, Write};
use crate::sql_value::SqlValue;
use crate::tx::Tx;

/// Whether the asker, who sees the record, may do this to it.
pub(super) fn may(scope: &Scope, object: &Object, write: Write, envelope: &Envelope) -> Result<()> {
    let act = match write {
        Write::Create => Act::Create,
        Write::Update => Act::Edit,
        Write::Delete | Write::Restore => Act::Delete,
    };
    if reaches(scope, object, act, envelope) {
        Ok(())
    } else {
        Err(Error::Forbidden(Refusal::new("no-right")))
    }
}

/// Rights reach over owner and team; what is seen through its links alone is written by whoever
/// sees it and has the right at all.
fn reaches(scope: &Scope, object: &Object, act: Act, envelope: &Envelope) -> bool {
    match object.visibility {
        Visibility::ThroughAll(_) | Visibility::FollowsRecord { .. } => {
            scope.reach(object.key, act) > Reach::None
        }
        Visibility::Owned | Visibility::OwnedOrThroughAny(_) => {
            scope.covers(object.key, act, envelope.owner, envelope.team)
        }
    }
}

/// Whether the record may have this owner and team after the write.
pub(super) fn may_hold(
    scope: &Scope,
    object: &Object,
    before: Option<&Record>,
    after: &Envelope,
) -> Result<()> {
    let Some(before) = before else {
        return if reaches(scope, object, Act::Create, after) {
            Ok(())
        } else {
            Err(Error::Forbidden(Refusal::field("owner", "no-right")))
        };
    };
    let moved = before.envelope.owner != after.owner || before.envelope.team != after.team;
    if moved
        && !(reaches(scope, object, Act::Reassign, &before.envelope)
            && scope.reach(object.key, Act::Reassign) > Reach::None)
    {
        return Err(Error::Refused(kernel::Refusals::one(Refusal::field(
            "owner",
            "no-right-to-reassign",
        ))));
    }
    Ok(())
}

/// The main team of every user whom the changes make an owner.
pub(super) async fn main_teams(
    tx: &mut Tx,
    saving: &Saving,
    drafts: &[(usize, Change, Draft)],
) -> Result<HashMap<Uuid, Uuid>> {
    let mut teams = HashMap::new();
    if let (Some(user), Some(team)) = (saving.scope.user(), saving.scope.main_team) {
        teams.insert(user, team);
    }
    let mut unknown: HashSet<Uuid> = HashSet::new();
    for (_, change, _) in drafts {
        for (key, input) in &change.fields {
            if let ("owner", Input::Value(Value::Id(owner))) = (*key, input)
                && !teams.contains_key(owner)
            {
                unknown.insert(*owner);
            }
        }
    }
    let has_teams =
        saving.catalog.object("user").is_some_and(|user| user.field("main_team").is_some());
    if !has_teams {
        return Ok(teams);
    }
    for owner in unknown {
        let sql = r#"select "main_team" from "user" where "id" = $1 and "deleted_at" is null"#;
        if let Some(row) = tx.query_opt(sql, &[SqlValue::Id(owner)]).await?
            && let Some(team) = row.opt_id(0)?
        {
            teams.insert(owner, team);
        }
    }
    Ok(teams)
}
