//! Time zones to choose from.

use jiff::tz::TimeZone;
use kernel::country::Country;
use web::components::Choice;

/// Old names of zones that have better ones.
const OLD: [&str; 10] = [
    "Etc/", "SystemV/", "posix/", "right/", "US/", "Canada/", "Brazil/", "Mexico/", "Chile/",
    "Arctic/",
];

/// The zones most people of a country live in. *Source*: IANA zone1970.tab, 2026.
const OF_COUNTRIES: [(&str, &str); 40] = [
    ("AR", "America/Argentina/Buenos_Aires"),
    ("AT", "Europe/Vienna"),
    ("AU", "Australia/Sydney"),
    ("BE", "Europe/Brussels"),
    ("BO", "America/La_Paz"),
    ("BR", "America/Sao_Paulo"),
    ("CA", "America/Toronto"),
    ("CH", "Europe/Zurich"),
    ("CL", "America/Santiago"),
    ("CN", "Asia/Shanghai"),
    ("CO", "America/Bogota"),
    ("CR", "America/Costa_Rica"),
    ("CU", "America/Havana"),
    ("DE", "Europe/Berlin"),
    ("DO", "America/Santo_Domingo"),
    ("EC", "America/Guayaquil"),
    ("ES", "Europe/Madrid"),
    ("FR", "Europe/Paris"),
    ("GB", "Europe/London"),
    ("GT", "America/Guatemala"),
    ("HK", "Asia/Hong_Kong"),
    ("HN", "America/Tegucigalpa"),
    ("IE", "Europe/Dublin"),
    ("IN", "Asia/Kolkata"),
    ("IT", "Europe/Rome"),
    ("JP", "Asia/Tokyo"),
    ("KR", "Asia/Seoul"),
    ("MX", "America/Mexico_City"),
    ("NI", "America/Managua"),
    ("NL", "Europe/Amsterdam"),
    ("PA", "America/Panama"),
    ("PE", "America/Lima"),
    ("PL", "Europe/Warsaw"),
    ("PT", "Europe/Lisbon"),
    ("PY", "America/Asuncion"),
    ("SG", "Asia/Singapore"),
    ("TW", "Asia/Taipei"),
    ("US", "America/New_York"),
    ("UY", "America/Montevideo"),
    ("VE", "America/Caracas"),
];

/// The names of all zones, in order.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| name.contains('/') && !OLD.iter().any(|old| name.starts_with(old)))
        .collect();
    names.push("UTC".to_owned());
    names.sort_unstable();
    names.dedup();
    names
}

/// The zone to offer first: that of the country, else the machine's.
pub fn likely(country: Option<Country>) -> String {
    let known = country.and_then(|country| {
        OF_COUNTRIES.iter().find(|(code, _)| *code == country.code()).map(|(_, zone)| *zone)
    });
    match known {
        Some(zone) => zone.to_owned(),
        None => of_the_machine(TimeZone::system().iana_name()),
    }
}

/// The machine's zone under a name that is offered.
fn of_the_machine(name: Option<&str>) -> String {
    let name = name.unwrap_or("UTC");
    if names().iter().any(|known| known == name) { name.to_owned() } else { "UTC".to_owned() }
}

/// The country whose people mostly live in the machine's zone.
pub fn country_of_the_machine() -> Option<Country> {
    let system = TimeZone::system();
    let name = system.iana_name()?;
    let (code, _) = OF_COUNTRIES.iter().find(|(_, zone)| *zone == name)?;
    Country::from_code(code)
}

/// The zones as choices.
pub fn choices<'a>(names: &'a [String], chosen: &str) -> Vec<Choice<'a>> {
    names
        .iter()
        .map(|name| Choice {
            value: name,
            label: name,
            selected: name == chosen,
            ..Choice::default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_that_is_offered_exists() {
        let names = names();
        assert!(names.len() > 300, "{}", names.len());
        for (code, zone) in OF_COUNTRIES {
            assert!(Country::from_code(code).is_some(), "{code}");
            assert!(names.iter().any(|name| name == zone), "{zone}");
        }
        assert!(names.iter().all(|name| TimeZone::get(name).is_ok()));
    }

    #[test]
    fn the_zone_of_the_country_is_offered_first() {
        assert_eq!(likely(Country::from_code("ES")), "Europe/Madrid");
        assert_eq!(of_the_machine(Some("Europe/Lisbon")), "Europe/Lisbon");
        assert_eq!(of_the_machine(Some("Etc/UTC")), "UTC");
        assert_eq!(of_the_machine(None), "UTC");
    }
}
