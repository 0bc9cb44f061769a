//! A user: who signs in, in which language and zone, with which role and teams. Passwords,
//! sessions and tokens stand in tables of their own, outside the journal.

use jiff::tz::TimeZone;
use kernel::conduct::{Conduct, Context};
use kernel::error::{Refusal, Refusals};
use kernel::face::{Searched, face};
use kernel::language::Language;
use kernel::object::Object;
use kernel::shape::{Choice, Email, File, Link, Links, Name, Text};
use kernel::value::Value;
use kernel::{choices, fields, record};

use super::{Role, Team};

choices! {
    /// The languages of the screens.
    pub enum ScreenLanguage in "screen_language" { En = "en", Es = "es", Zh = "zh" }
}

choices! {
    /// Light, dark, or what the system says.
    pub enum Theme in "theme" { System = "system", Light = "light", Dark = "dark" }
}

choices! {
    /// How closely rows stand.
    pub enum Density in "density" { Compact = "compact", Comfortable = "comfortable" }
}

impl From<ScreenLanguage> for Language {
    fn from(language: ScreenLanguage) -> Self {
        match language {
            ScreenLanguage::En => Self::En,
            ScreenLanguage::Es => Self::Es,
            ScreenLanguage::Zh => Self::Zh,
        }
    }
}

impl From<Language> for ScreenLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Es => Self::Es,
            Language::Zh => Self::Zh,
        }
    }
}

record! {
    /// A user.
    pub struct User in "user", "users" {
        name: Name,
        /// What they sign in with; unique among the living, ASCII letters in lower case.
        email: Email,
        role: Link<Role>,
        /// Whether they may sign in.
        active: bool,
        job_title: Text,
        /// The team that their records are given to.
        main_team: Link<Team>,
        teams: Links<Team>,
        /// Empty: the browser's.
        language: Choice<ScreenLanguage>,
        /// An IANA name; empty: the workspace's.
        time_zone: Text,
        theme: Choice<Theme>,
        density: Choice<Density>,
        photo: File,
    }
}

impl User {
    /// What an administrator alone may change, by key.
    pub const RESERVED: [&'static str; 5] = ["email", "role", "active", "main_team", "teams"];
}

impl Conduct for User {
    fn settle(&mut self, before: Option<&Self>, _context: &Context) {
        self.email.make_ascii_lowercase();
        let main_kept = before.is_some_and(|before| before.main_team == self.main_team);
        let listed = |id| self.teams.0.contains(&id);
        match self.main_team.0 {
            Some(main) if main_kept && !listed(main) => {
                self.main_team = self.teams.0.first().copied().map_or(Link::none(), Link::to);
            }
            Some(main) if !listed(main) => {
                let mut teams = vec![main];
                teams.append(&mut self.teams.0);
                self.teams = Links::to(teams);
            }
            None => {
                self.main_team = self.teams.0.first().copied().map_or(Link::none(), Link::to);
            }
            Some(_) => {}
        }
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        if !self.time_zone.is_empty() && TimeZone::get(&self.time_zone).is_err() {
            let shown: String = self.time_zone.chars().take(80).collect();
            refusals.push(Refusal::field("time_zone", "not-a-time-zone").with("value", shown));
        }
        refusals
    }

    fn announce(&self, before: Option<&Self>, _context: &Context) -> Vec<&'static str> {
        match before {
            Some(before) if before.active && !self.active => vec!["user.deactivated"],
            _ => Vec::new(),
        }
    }
}

pub(super) fn object() -> Object {
    kernel::object::object::<User>()
        .required(fields![User::name, User::email, User::role])
        .matching(fields![User::email])
        .initial(User::active, Value::Bool(true))
        .face(
            face::<User>("user", "users", "user")
                .title(User::name)
                .subtitle(fields![User::job_title, User::email])
                .columns(fields![User::name, User::email, User::role, User::teams, User::active])
                .section("user", fields![User::name, User::email, User::job_title])
                .section("access", fields![User::role, User::active, User::main_team, User::teams])
                .section(
                    "preferences",
                    fields![User::language, User::time_zone, User::theme, User::density],
                )
                .form(fields![User::name, User::email, User::role, User::teams, User::job_title])
                .filters(fields![User::role, User::teams, User::active])
                .sort(User::name, false)
                .searched(User::name, Searched::AsName)
                .searched(User::email, Searched::AsText)
                .fast(None, User::name)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::context;
    use uuid::Uuid;

    #[test]
    fn an_address_is_kept_in_lower_case_and_otherwise_as_written() {
        let mut user = User { email: "Ana.GARCÍA@Example.COM".into(), ..User::default() };
        user.settle(None, &context());
        assert_eq!(user.email.as_str(), "ana.garcÍa@example.com");
    }

    #[test]
    fn the_main_team_is_one_of_the_teams() {
        let (spain, china) = (Uuid::now_v7(), Uuid::now_v7());
        let mut user = User { main_team: Link::to(spain), ..User::default() };
        user.settle(None, &context());
        assert_eq!(user.teams.0, [spain]);

        let before = user.clone();
        user.teams = Links::to(vec![china]);
        user.settle(Some(&before), &context());
        assert_eq!(user.main_team.0, Some(china));

        let mut user = User { teams: Links::to(vec![china, spain]), ..User::default() };
        user.settle(None, &context());
        assert_eq!(user.main_team.0, Some(china));
    }

    #[test]
    fn a_time_zone_must_exist() {
        let mut user = User { time_zone: "Europe/Madrid".into(), ..User::default() };
        assert!(user.refuse(None, &context()).is_empty());
        user.time_zone = "Europe/Atlantis".into();
        assert_eq!(user.refuse(None, &context()).0[0].code, "not-a-time-zone");
    }

    #[test]
    fn deactivating_is_announced() {
        let before = User { active: true, ..User::default() };
        let user = User { active: false, ..User::default() };
        assert_eq!(user.announce(Some(&before), &context()), ["user.deactivated"]);
        assert!(user.announce(None, &context()).is_empty());
    }
}
