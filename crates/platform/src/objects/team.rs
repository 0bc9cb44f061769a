//! A team: people who see and change each other's records. Who belongs to it stands on the users.

use kernel::conduct::Conduct;
use kernel::face::{CREATED_AT, Searched, face};
use kernel::object::Object;
use kernel::shape::{Name, Text};
use kernel::{fields, record};

record! {
    /// A team.
    pub struct Team in "team", "teams" {
        name: Name,
        /// What it is for, in one line.
        purpose: Text,
    }
}

impl Conduct for Team {}

pub(super) fn object() -> Object {
    kernel::object::object::<Team>()
        .required(fields![Team::name])
        .matching(fields![Team::name])
        .standard(fields![Team::name])
        .face(
            face::<Team>("team", "teams", "team")
                .title(Team::name)
                .subtitle(fields![Team::purpose])
                .columns(fields![Team::name, Team::purpose, CREATED_AT])
                .section("team", fields![Team::name, Team::purpose])
                .form(fields![Team::name, Team::purpose])
                .filters(fields![Team::name])
                .sort(Team::name, false)
                .searched(Team::name, Searched::AsName)
                .fast(None, Team::name)
                .build(),
        )
        .build()
}
