//! Who asks, and what they may do. Rights are data (roles); this module only reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::language::Language;

/// How far a right reaches. The order widens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    #[default]
    None,
    /// Records the asker owns.
    Own,
    /// Records of the asker's teams, and their own.
    Team,
    All,
}

/// What may be done with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    See,
    Create,
    Edit,
    Delete,
    Export,
    /// Change owner and team.
    Reassign,
}

impl Act {
    pub const ALL: [Self; 6] =
        [Self::See, Self::Create, Self::Edit, Self::Delete, Self::Export, Self::Reassign];

    pub const fn key(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Export => "export",
            Self::Reassign => "reassign",
        }
    }
}

/// The rights of a role on one object. `create` means: with an owner within that reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectRights {
    pub see: Reach,
    pub create: Reach,
    pub edit: Reach,
    pub delete: Reach,
    pub export: Reach,
    pub reassign: Reach,
}

impl ObjectRights {
    /// The same reach for every act.
    pub const fn every(reach: Reach) -> Self {
        Self {
            see: reach,
            create: reach,
            edit: reach,
            delete: reach,
            export: reach,
            reassign: reach,
        }
    }

    /// Seeing and exporting, nothing else.
    pub const fn reading(reach: Reach) -> Self {
        Self {
            see: reach,
            create: Reach::None,
            edit: Reach::None,
            delete: Reach::None,
            export: reach,
            reassign: Reach::None,
        }
    }

    pub const fn reach(&self, act: Act) -> Reach {
        match act {
            Act::See => self.see,
            Act::Create => self.create,
            Act::Edit => self.edit,
            Act::Delete => self.delete,
            Act::Export => self.export,
            Act::Reassign => self.reassign,
        }
    }

    /// The wider of two roles, act by act.
    #[must_use]
    pub fn widened(self, other: Self) -> Self {
        Self {
            see: self.see.max(other.see),
            create: self.create.max(other.create),
            edit: self.edit.max(other.edit),
            delete: self.delete.max(other.delete),
            export: self.export.max(other.export),
            reassign: self.reassign.max(other.reassign),
        }
    }
}

/// All rights of a role: by object key, and `standard` for objects not named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rights {
    /// Settings, users, roles, jobs, set-up.
    pub administer: bool,
    /// Imports and bulk edits.
    pub bulk: bool,
    pub standard: ObjectRights,
    pub objects: BTreeMap<String, ObjectRights>,
}

impl Rights {
    pub fn on(&self, object: &str) -> ObjectRights {
        self.objects.get(object).copied().unwrap_or(self.standard)
    }
}

/// Who acts. Robots act for jobs, reactions and the command line (`operator`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    User {
        id: Uuid,
    },
    /// A program that acts for a user.
    Token {
        id: Uuid,
        user: Uuid,
    },
    Robot {
        name: String,
    },
}

impl Actor {
    /// The user who acts or for whom a token acts.
    pub const fn user(&self) -> Option<Uuid> {
        match self {
            Self::User { id } => Some(*id),
            Self::Token { user, .. } => Some(*user),
            Self::Robot { .. } => None,
        }
    }

    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User { .. } => "user",
            Self::Token { .. } => "token",
            Self::Robot { .. } => "robot",
        }
    }
}

/// Who asks, when and where: the argument of every query and every write.
#[derive(Clone, Debug)]
pub struct Scope {
    pub actor: Actor,
    pub teams: Arc<[Uuid]>,
    /// The team that records of this user are given to.
    pub main_team: Option<Uuid>,
    pub rights: Arc<Rights>,
    pub language: Language,
    pub zone: TimeZone,
    pub now: Timestamp,
}

impl Scope {
    /// The user who asks; robots have none.
    pub const fn user(&self) -> Option<Uuid> {
        self.actor.user()
    }

    /// The asker's date.
    pub fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    pub fn reach(&self, object: &str, act: Act) -> Reach {
        self.rights.on(object).reach(act)
    }

    /// Whether an owner and a team lie within the reach of an act.
    pub fn covers(&self, object: &str, act: Act, owner: Option<Uuid>, team: Option<Uuid>) -> bool {
        let own = owner.is_some() && owner == self.user();
        match self.reach(object, act) {
            Reach::None => false,
            Reach::Own => own,
            Reach::Team => own || team.is_some_and(|team| self.teams.contains(&team)),
            Reach::All => true,
        }
    }

    /// A robot with every right: jobs and the command line.
    pub fn robot(name: &str, now: Timestamp) -> Self {
        Self {
            actor: Actor::Robot { name: name.to_owned() },
            teams: Arc::from([]),
            main_team: None,
            rights: Arc::new(Rights {
                administer: true,
                bulk: true,
                standard: ObjectRights::every(Reach::All),
                objects: BTreeMap::new(),
            }),
            language: Language::default(),
            zone: TimeZone::UTC,
            now,
        }
    }
}
