//! The four roles that every workspace starts with. They are data afterwards: this is only what
//! they begin with. `docs/permissions.md` says why.

use std::collections::BTreeMap;

use kernel::access::{ObjectRights, Reach, Rights};
use kernel::language::Language;
use kernel::telling::{standard_id, standard_text};
use uuid::Uuid;

/// A role to begin with. Its name and purpose are the Fluent keys `standard-role-KEY` and
/// `standard-role-KEY-purpose`, as [`kernel::telling`] reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandardRole {
    Administrator,
    Manager,
    Member,
    ReadOnly,
}

/// What everybody signed in sees and administrators alone change.
const OF_THE_HOUSE: [&str; 3] = ["team", "role", "relationship_type"];

impl StandardRole {
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Manager, Self::Member, Self::ReadOnly];

    /// Its name on the command line and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Manager => "manager",
            Self::Member => "member",
            Self::ReadOnly => "read-only",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The id that it has in every workspace.
    pub fn id(self) -> Uuid {
        standard_id(&format!("role-{}", self.key()))
    }

    /// Its name in a language.
    pub fn name(self, language: Language) -> String {
        standard_text(&format!("role-{}", self.key()), language)
    }

    /// What it is for, in a language.
    pub fn purpose(self, language: Language) -> String {
        standard_text(&format!("role-{}-purpose", self.key()), language)
    }

    /// What it may do at first.
    pub fn rights(self) -> Rights {
        match self {
            Self::Administrator => Rights {
                administer: true,
                bulk: true,
                standard: ObjectRights::every(Reach::All),
                objects: BTreeMap::from([(
                    "saved_view".to_owned(),
                    ObjectRights { see: Reach::Team, ..ObjectRights::every(Reach::All) },
                )]),
            },
            Self::Manager => Rights {
                administer: false,
                bulk: true,
                standard: ObjectRights::every(Reach::All),
                objects: own_things(ObjectRights::every(Reach::All)),
            },
            Self::Member => Rights {
                administer: false,
                bulk: true,
                standard: ObjectRights { delete: Reach::Own, ..ObjectRights::every(Reach::Team) },
                objects: own_things(ObjectRights {
                    see: Reach::All,
                    delete: Reach::Own,
                    ..ObjectRights::every(Reach::Team)
                }),
            },
            Self::ReadOnly => Rights {
                administer: false,
                bulk: false,
                standard: ObjectRights::reading(Reach::All),
                objects: own_things(ObjectRights::reading(Reach::All)),
            },
        }
    }
}

/// The rights on users, views and what belongs to the house; `lists` are those on hand-kept lists.
fn own_things(lists: ObjectRights) -> BTreeMap<String, ObjectRights> {
    let seen = ObjectRights { see: Reach::All, ..ObjectRights::default() };
    let oneself = ObjectRights { edit: Reach::Own, ..seen };
    let views = ObjectRights {
        see: Reach::Team,
        create: Reach::Team,
        reassign: Reach::None,
        export: Reach::None,
        ..ObjectRights::every(Reach::Own)
    };
    let mut objects = BTreeMap::from([
        ("user".to_owned(), oneself),
        ("saved_view".to_owned(), views),
        ("record_list".to_owned(), lists),
    ]);
    objects.extend(OF_THE_HOUSE.map(|key| (key.to_owned(), seen)));
    objects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_alone_administer() {
        for role in StandardRole::ALL {
            let rights = role.rights();
            let is_administrator = role == StandardRole::Administrator;
            assert_eq!(rights.administer, is_administrator, "{}", role.key());
            assert_eq!(rights.on("role").edit == Reach::All, is_administrator);
            assert_eq!(rights.on("user").create == Reach::All, is_administrator);
            assert_eq!(rights.on("user").see, Reach::All);
        }
    }

    #[test]
    fn rights_survive_their_json() {
        for role in StandardRole::ALL {
            let json = serde_json::to_string(&role.rights()).unwrap();
            assert_eq!(serde_json::from_str::<Rights>(&json).unwrap(), role.rights());
        }
    }
}
