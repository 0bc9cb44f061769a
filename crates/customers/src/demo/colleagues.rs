//! The eight who work at the demo company, in three teams. None of them can sign in.

use kernel::language::Language;
use kernel::shape::{Choice, Link, Links, Name};
use kernel::telling::{standard_id, standard_text};
use platform::objects::{ScreenLanguage, Team, User};
use uuid::Uuid;

use super::seed;
use super::tables::Tables;

/// One who works here.
#[derive(Debug)]
pub struct Colleague {
    pub key: &'static str,
    pub name: &'static str,
    pub email: &'static str,
    pub team: &'static str,
    /// The key of the role.
    pub role: &'static str,
    pub title: &'static str,
    pub language: ScreenLanguage,
    pub zone: &'static str,
}

/// The zone of the firm itself.
pub const HOME: &str = "Europe/Madrid";

pub const TEAMS: [&str; 3] = ["europe", "america", "asia"];

pub const COLLEAGUES: [Colleague; 8] = [
    Colleague {
        key: "marta",
        name: "Marta Iriarte Sola",
        email: "marta.iriarte@ferralta.example",
        team: "europe",
        role: "manager",
        title: "salesdirector",
        language: ScreenLanguage::Es,
        zone: "Europe/Madrid",
    },
    Colleague {
        key: "javier",
        name: "Javier Ochoa Lasa",
        email: "javier.ochoa@ferralta.example",
        team: "europe",
        role: "member",
        title: "area",
        language: ScreenLanguage::Es,
        zone: "Europe/Madrid",
    },
    Colleague {
        key: "claire",
        name: "Claire Dubois",
        email: "claire.dubois@ferralta.example",
        team: "europe",
        role: "member",
        title: "area",
        language: ScreenLanguage::En,
        zone: "Europe/Paris",
    },
    Colleague {
        key: "iker",
        name: "Iker Zubiri Elorza",
        email: "iker.zubiri@ferralta.example",
        team: "europe",
        role: "member",
        title: "service",
        language: ScreenLanguage::Es,
        zone: "Europe/Madrid",
    },
    Colleague {
        key: "diego",
        name: "Diego Salazar Ponce",
        email: "diego.salazar@ferralta.example",
        team: "america",
        role: "manager",
        title: "area",
        language: ScreenLanguage::Es,
        zone: "America/Lima",
    },
    Colleague {
        key: "valentina",
        name: "Valentina Rojas Ibarra",
        email: "valentina.rojas@ferralta.example",
        team: "america",
        role: "member",
        title: "area",
        language: ScreenLanguage::Es,
        zone: "America/Mexico_City",
    },
    Colleague {
        key: "lijing",
        name: "李静",
        email: "li.jing@ferralta.example",
        team: "asia",
        role: "manager",
        title: "area",
        language: ScreenLanguage::Zh,
        zone: "Asia/Shanghai",
    },
    Colleague {
        key: "wanglei",
        name: "王磊",
        email: "wang.lei@ferralta.example",
        team: "asia",
        role: "member",
        title: "service",
        language: ScreenLanguage::Zh,
        zone: "Asia/Shanghai",
    },
];

impl Colleague {
    pub fn of(key: &str) -> &'static Self {
        let [first, ..] = &COLLEAGUES;
        COLLEAGUES.iter().find(|colleague| colleague.key == key).unwrap_or(first)
    }

    pub fn id(&self) -> Uuid {
        seed::id(&format!("user/{}", self.key))
    }

    /// The user; the role is known by its key until the workspace is at hand.
    pub fn user(&self, language: Language) -> User {
        let team = team_id(self.team);
        User {
            name: Name(self.name.to_owned()),
            email: self.email.into(),
            active: true,
            job_title: Tables::get().word("title", self.title, language).into(),
            main_team: Link::to(team),
            teams: Links::to(vec![team]),
            language: Choice(Some(self.language)),
            time_zone: self.zone.into(),
            ..User::default()
        }
    }
}

pub fn team_id(key: &str) -> Uuid {
    standard_id(&format!("team-{key}"))
}

pub fn team(key: &'static str, language: Language) -> Team {
    Team { name: standard_text(&format!("team-{key}"), language).into(), ..Team::default() }
}

/// Who looks after a country.
pub fn seller_of(country: &str, city: &str) -> &'static Colleague {
    Colleague::of(match (country, city) {
        ("ES", "Bilbao" | "Elgoibar" | "Vitoria-Gasteiz") => "marta",
        ("ES" | "PT", _) => "javier",
        ("MX" | "CO" | "EC" | "US", _) => "valentina",
        ("PE" | "CL" | "AR" | "UY" | "BR", _) => "diego",
        ("CN" | "IN" | "VN", _) => "lijing",
        _ => "claire",
    })
}

/// Who goes there to repair.
pub fn engineer_of(country: &str) -> &'static Colleague {
    Colleague::of(if matches!(country, "CN" | "IN" | "VN") { "wanglei" } else { "iker" })
}

/// Who leads there.
pub fn manager_of(country: &str) -> &'static Colleague {
    Colleague::of(match country {
        "CN" | "IN" | "VN" => "lijing",
        "MX" | "CO" | "EC" | "US" | "PE" | "CL" | "AR" | "UY" | "BR" => "diego",
        _ => "marta",
    })
}
