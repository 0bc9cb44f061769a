//! The names and sentences of the demo company, from the tables beside the code.

use std::collections::HashMap;
use std::sync::LazyLock;

use kernel::language::Language;

/// A text in the three languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trio([&'static str; 3]);

impl Trio {
    pub const fn in_language(&self, language: Language) -> &'static str {
        let [en, es, zh] = self.0;
        match language {
            Language::En => en,
            Language::Es => es,
            Language::Zh => zh,
        }
    }
}

/// A city with what its inhabitants share.
#[derive(Debug)]
pub struct City {
    pub name: &'static str,
    pub state: &'static str,
    pub postal_code: &'static str,
    pub country: &'static str,
    /// Telephone numbers of it, `x` for any digit.
    pub phone: &'static str,
    pub zone: &'static str,
    pub tongue: &'static str,
}

/// A company.
#[derive(Debug)]
pub struct Firm {
    pub key: &'static str,
    pub name: &'static str,
    pub legal_name: &'static str,
    pub city: &'static City,
    pub street: &'static str,
    pub domain: &'static str,
    pub industry: &'static str,
    pub roles: Vec<&'static str>,
    pub lifecycle: &'static str,
    pub employees: i64,
    /// Thousands of euros.
    pub revenue: Option<i64>,
    pub story: &'static str,
    /// How many people of it we know.
    pub people: i64,
}

/// Names of people who speak a language.
#[derive(Debug)]
pub struct Names {
    pub women: Vec<&'static str>,
    pub men: Vec<&'static str>,
    pub families: Vec<&'static str>,
}

/// Something that happened, as a story tells it.
#[derive(Debug)]
pub struct Step {
    /// Days after the step before.
    pub gap: i64,
    pub kind: &'static str,
    /// `sales`, `service` or `manager`.
    pub actor: &'static str,
    pub inbound: bool,
    pub minutes: Option<i64>,
    pub subject: Trio,
    pub body: Trio,
    pub outcome: Trio,
}

/// Something planned.
#[derive(Debug)]
pub struct Plan {
    pub kind: &'static str,
    pub actor: &'static str,
    pub minutes: Option<i64>,
    pub subject: Trio,
    pub body: Trio,
}

/// All tables.
#[derive(Debug)]
pub struct Tables {
    pub firms: Vec<Firm>,
    pub names: HashMap<&'static str, Names>,
    pub stories: HashMap<&'static str, Vec<Step>>,
    pub plans: Vec<Plan>,
    words: HashMap<(&'static str, &'static str), Trio>,
    sets: HashMap<&'static str, Vec<Trio>>,
}

static CITIES: LazyLock<HashMap<&'static str, City>> = LazyLock::new(cities);
static TABLES: LazyLock<Tables> = LazyLock::new(Tables::load);

impl Tables {
    /// The tables of this binary.
    pub fn get() -> &'static Self {
        &TABLES
    }

    /// A word of a set: `word("industry", "moulds", language)`.
    pub fn word(&self, set: &'static str, key: &'static str, language: Language) -> &'static str {
        self.words.get(&(set, key)).map_or("", |trio| trio.in_language(language))
    }

    /// All words of a set.
    pub fn set(&self, set: &str) -> &[Trio] {
        self.sets.get(set).map_or(&[], Vec::as_slice)
    }

    pub fn names(&self, tongue: &str) -> Option<&Names> {
        self.names.get(tongue).or_else(|| self.names.get("en"))
    }

    fn load() -> Self {
        let mut words = HashMap::new();
        let mut sets: HashMap<&'static str, Vec<Trio>> = HashMap::new();
        for [set, key, en, es, zh] in rows(include_str!("data/words.tsv")) {
            let trio = Trio([en, es, zh]);
            words.insert((set, key), trio);
            sets.entry(set).or_default().push(trio);
        }
        let mut stories: HashMap<&'static str, Vec<Step>> = HashMap::new();
        for row in rows::<15>(include_str!("data/stories.tsv")) {
            let [story, ..] = row;
            stories.entry(story).or_default().push(step(row));
        }
        Self {
            firms: rows(include_str!("data/companies.tsv")).filter_map(firm).collect(),
            names: rows(include_str!("data/names.tsv")).map(names).collect(),
            stories,
            plans: rows(include_str!("data/plans.tsv")).map(plan).collect(),
            words,
            sets,
        }
    }
}

/// The rows of a table, cut at tabs; rows of another width are left out.
fn rows<const WIDTH: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; WIDTH]> {
    text.lines().filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

fn cities() -> HashMap<&'static str, City> {
    rows(include_str!("data/cities.tsv"))
        .map(|[key, name, state, postal_code, country, phone, zone, tongue]| {
            (key, City { name, state, postal_code, country, phone, zone, tongue })
        })
        .collect()
}

fn firm(row: [&'static str; 13]) -> Option<Firm> {
    let [
        key,
        name,
        legal_name,
        city,
        street,
        domain,
        industry,
        roles,
        lifecycle,
        employees,
        revenue,
        story,
        people,
    ] = row;
    Some(Firm {
        key,
        name,
        legal_name,
        city: CITIES.get(city)?,
        street,
        domain,
        industry,
        roles: roles.split(',').collect(),
        lifecycle,
        employees: employees.parse().ok()?,
        revenue: revenue.parse().ok(),
        story,
        people: people.parse().ok()?,
    })
}

fn names([tongue, women, men, families]: [&'static str; 4]) -> (&'static str, Names) {
    let list = |names: &'static str| names.split(',').collect();
    (tongue, Names { women: list(women), men: list(men), families: list(families) })
}

fn step(row: [&'static str; 15]) -> Step {
    let [_, gap, kind, actor, direction, minutes, s1, s2, s3, b1, b2, b3, o1, o2, o3] = row;
    Step {
        gap: gap.parse().unwrap_or_default(),
        kind,
        actor,
        inbound: direction == "in",
        minutes: minutes.parse().ok(),
        subject: Trio([s1, s2, s3]),
        body: Trio([b1, b2, b3]),
        outcome: Trio([o1, o2, o3]),
    }
}

fn plan(row: [&'static str; 10]) -> Plan {
    let [_, kind, actor, minutes, s1, s2, s3, b1, b2, b3] = row;
    Plan {
        kind,
        actor,
        minutes: minutes.parse().ok(),
        subject: Trio([s1, s2, s3]),
        body: Trio([b1, b2, b3]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_of_a_table_is_lost() {
        let tables = Tables::get();
        let lines = |text: &str| text.lines().count();
        assert_eq!(tables.firms.len(), lines(include_str!("data/companies.tsv")));
        assert_eq!(tables.names.len(), lines(include_str!("data/names.tsv")));
        assert_eq!(tables.plans.len(), lines(include_str!("data/plans.tsv")));
        assert_eq!(tables.words.len(), lines(include_str!("data/words.tsv")));
        let steps: usize = tables.stories.values().map(Vec::len).sum();
        assert_eq!(steps, lines(include_str!("data/stories.tsv")));
    }

    #[test]
    fn every_firm_has_an_industry_and_a_story_in_each_language() {
        let tables = Tables::get();
        for firm in &tables.firms {
            for language in Language::ALL {
                assert!(
                    !tables.word("industry", firm.industry, language).is_empty(),
                    "{}",
                    firm.key
                );
            }
            assert!(
                firm.story == "none" || tables.stories.contains_key(firm.story),
                "{}",
                firm.key
            );
        }
    }

    #[test]
    fn sentences_have_the_same_gaps_in_each_language() {
        for step in Tables::get().stories.values().flatten() {
            for trio in [step.subject, step.body, step.outcome] {
                let gaps = |language| {
                    let text: &str = trio.in_language(language);
                    assert_eq!(text.is_empty(), trio.0[0].is_empty(), "{trio:?}");
                    text.matches('{').count()
                };
                assert_eq!(gaps(Language::En), gaps(Language::Es), "{trio:?}");
                assert_eq!(gaps(Language::En), gaps(Language::Zh), "{trio:?}");
            }
        }
    }
}
