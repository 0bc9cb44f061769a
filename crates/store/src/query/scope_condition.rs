//! The compiled rights: which rows somebody may see or act on. Nothing reads records round it.

use kernel::access::{Act, Reach, Scope};
use kernel::kind::Kind;
use kernel::object::{Object, Visibility};

use super::Asking;
use super::binds::{Binds, NEVER, Source, all_of, any_of};
use crate::sql_value::SqlValue;

/// How many links visibility is followed along.
const MAX_DEPTH: u8 = 4;

/// The living or those in the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Life {
    Living,
    Deleted,
}

impl Life {
    pub const fn of(deleted: bool) -> Self {
        if deleted { Self::Deleted } else { Self::Living }
    }

    pub fn condition(self, source: Source<'_>) -> String {
        let column = source.plain("deleted_at");
        match self {
            Self::Living => format!("{column} is null"),
            Self::Deleted => format!("{column} is not null"),
        }
    }
}

/// Which records of an object somebody sees, whether they live or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Visible {
    Nothing,
    Everything,
    Where(String),
}

/// The condition on the living rows of an object that the asker may see and do this to, for a
/// statement of one's own. `alias` is the name of the object's table in it.
pub fn scope_condition(
    asking: Asking<'_>,
    binds: &mut Binds,
    object: &Object,
    alias: &str,
    act: Act,
) -> String {
    let source = Source::new(alias);
    let compiler = Compiler { asking, act, depth: 0 };
    match compiler.visible(binds, object, source) {
        Visible::Nothing => NEVER.to_owned(),
        Visible::Everything => Life::Living.condition(source),
        Visible::Where(condition) => all_of(&[Life::Living.condition(source), condition]),
    }
}

/// How far somebody reaches for an act: never farther than they see.
pub(super) fn reach(scope: &Scope, object: &str, act: Act) -> Reach {
    scope.reach(object, Act::See).min(scope.reach(object, act))
}

/// Compiles rights for one act.
#[derive(Clone, Copy)]
pub(super) struct Compiler<'a> {
    asking: Asking<'a>,
    act: Act,
    depth: u8,
}

impl<'a> Compiler<'a> {
    pub const fn new(asking: Asking<'a>, act: Act) -> Self {
        Self { asking, act, depth: 0 }
    }

    pub fn visible(&self, binds: &mut Binds, object: &Object, source: Source<'_>) -> Visible {
        let reach = reach(self.asking.scope, object.key, self.act);
        if reach == Reach::None || self.depth > MAX_DEPTH {
            return Visible::Nothing;
        }
        match &object.visibility {
            Visibility::Owned => self.owned(binds, object, source, reach),
            Visibility::ThroughAll(links) => {
                let ends: Vec<String> =
                    links.iter().map(|link| self.through(binds, object, source, link)).collect();
                Visible::Where(all_of(&ends))
            }
            Visibility::OwnedOrThroughAny(links) => {
                let owned = match self.owned(binds, object, source, reach) {
                    Visible::Everything => return Visible::Everything,
                    Visible::Nothing => NEVER.to_owned(),
                    Visible::Where(condition) => condition,
                };
                let mut ways = vec![owned];
                if matches!(self.act, Act::See | Act::Export) {
                    ways.extend(links.iter().map(|link| self.through(binds, object, source, link)));
                }
                Visible::Where(any_of(&ways))
            }
            Visibility::FollowsRecord { object: key, record } => {
                self.following(binds, source, (key, record))
            }
        }
    }

    fn owned(
        &self,
        binds: &mut Binds,
        object: &Object,
        source: Source<'_>,
        reach: Reach,
    ) -> Visible {
        if reach == Reach::All {
            return Visible::Everything;
        }
        let scope = self.asking.scope;
        let Some(user) = scope.user() else {
            return Visible::Nothing;
        };
        let owner = source.column(binds.dialect, "owner");
        let mut ways = vec![format!("{owner} = {}", binds.add(user))];
        if reach == Reach::Team && !scope.teams.is_empty() {
            let team = source.column(binds.dialect, "team");
            ways.push(format!("{team} in ({})", binds.list(scope.teams.iter().copied())));
        }
        if let Some(shared) = shared(binds, scope, object, self.act) {
            ways.push(format!("{} in ({shared})", source.column(binds.dialect, "id")));
        }
        Visible::Where(any_of(&ways))
    }

    /// The record that a link points to is living and visible.
    fn through(
        &self,
        binds: &mut Binds,
        object: &Object,
        source: Source<'_>,
        link: &str,
    ) -> String {
        let Some(field) = object.field(link) else {
            return NEVER.to_owned();
        };
        match field.kind {
            Kind::Link(target) => {
                let id = source.column(binds.dialect, link);
                self.linked(binds, target, &id)
            }
            Kind::Links(target) => {
                let child = binds.alias();
                let id = binds.dialect.id_of_text(&format!("{child}.\"value\""));
                let linked = self.linked(binds, target, &id);
                format!(
                    "exists (select 1 from \"{}_{link}\" {child} where {child}.\"record\" = {} and {linked})",
                    object.key,
                    source.column(binds.dialect, "id"),
                )
            }
            _ => NEVER.to_owned(),
        }
    }

    /// A living, visible record of the object has this id.
    pub fn linked(&self, binds: &mut Binds, target: &str, id: &str) -> String {
        let Some(object) = self.asking.catalog.object(target) else {
            return NEVER.to_owned();
        };
        let deeper = Self { act: Act::See, depth: self.depth + 1, ..*self };
        let alias = binds.alias();
        let table = Source::new(&alias);
        let mut conditions =
            vec![format!("{} = {id}", table.plain("id")), Life::Living.condition(table)];
        match deeper.visible(binds, object, table) {
            Visible::Nothing => return NEVER.to_owned(),
            Visible::Everything => {}
            Visible::Where(condition) => conditions.push(condition),
        }
        format!("exists (select 1 from \"{target}\" {alias} where {})", all_of(&conditions))
    }

    /// The record that two fields name is living and visible.
    fn following(
        &self,
        binds: &mut Binds,
        source: Source<'_>,
        (key, record): (&str, &str),
    ) -> Visible {
        let mut ways = Vec::new();
        let id = source.column(binds.dialect, record);
        for object in self.asking.catalog.objects() {
            let follows = matches!(object.visibility, Visibility::FollowsRecord { .. });
            if follows || !object.journaled {
                continue;
            }
            let linked = self.linked(binds, object.key, &id);
            if linked != NEVER {
                let named = source.column(binds.dialect, key);
                ways.push(format!("({named} = {} and {linked})", binds.add(object.key)));
            }
        }
        if ways.is_empty() { Visible::Nothing } else { Visible::Where(any_of(&ways)) }
    }
}

/// A select of the ids of an object's records that are shared with the asker; editing needs a
/// share that allows it, and nothing beyond editing is ever shared.
pub(crate) fn shared(
    binds: &mut Binds,
    scope: &Scope,
    object: &Object,
    act: Act,
) -> Option<String> {
    let user = scope.user()?;
    let access = match act {
        Act::See | Act::Export => "",
        Act::Edit => " and s.\"access\" = 'edit'",
        Act::Create | Act::Delete | Act::Reassign => return None,
    };
    let key = binds.add(object.key);
    let user = binds.add(user);
    let mut select = format!(
        "select s.\"record\" from \"share\" s where s.\"user\" = {user} and s.\"object\" = {key}{access}"
    );
    if !scope.teams.is_empty() {
        let teams = binds.list(scope.teams.iter().copied().map(SqlValue::Id));
        select.push_str(&format!(
            " union all select s.\"record\" from \"share\" s where s.\"team\" in ({teams}) and s.\"object\" = {key}{access}"
        ));
    }
    Some(select)
}
