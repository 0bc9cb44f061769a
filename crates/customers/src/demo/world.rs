//! The whole demo company in memory: the same names every time, dates relative to today.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::language::Language;
use platform::objects::{RecordList, SavedView, Team, User};
use uuid::Uuid;

use super::colleagues::{self, COLLEAGUES, TEAMS};
use super::contact;
use super::papers::{self, Paper};
use super::past::{self, Happening, Telling};
use super::people::{self, Person};
use super::plans;
use super::seed::Dice;
use super::tables::{Firm, Tables};
use super::ties::{self, Tie};
use super::{firms, views};
use crate::objects::Party;

/// Of how many companies in a hundred the administrator takes care.
const ADMINISTRATORS_SHARE: i64 = 20;

/// What a workspace is filled with.
#[derive(Debug, Default)]
pub struct World {
    pub teams: Vec<(Uuid, Team)>,
    /// With the key of their role.
    pub users: Vec<(Uuid, User, &'static str)>,
    pub lists: Vec<(Uuid, RecordList)>,
    pub views: Vec<(Uuid, SavedView)>,
    /// With their owner. Groups stand before what belongs to them.
    pub companies: Vec<(Uuid, Party, Uuid)>,
    pub people: Vec<(Uuid, Party, Uuid)>,
    pub ties: Vec<Tie>,
    pub activities: Vec<Happening>,
    pub papers: Vec<Paper>,
}

/// For whom and when the world is made.
#[derive(Clone, Copy, Debug)]
pub struct Making {
    pub language: Language,
    pub now: Timestamp,
    /// Who opens it first: some of the companies are theirs.
    pub administrator: Option<Uuid>,
}

impl World {
    pub fn build(making: Making) -> Self {
        let Making { language, now, .. } = making;
        let mut world = Self {
            teams: TEAMS
                .map(|key| (colleagues::team_id(key), colleagues::team(key, language)))
                .into(),
            users: COLLEAGUES
                .iter()
                .map(|colleague| (colleague.id(), colleague.user(language), colleague.role))
                .collect(),
            lists: views::lists(language),
            views: views::saved(language),
            ..Self::default()
        };
        for colleague in &COLLEAGUES {
            let party = people::of_colleague(colleague, language);
            world.people.push((ties::colleague_party(colleague), party, colleague.id()));
        }
        let mut taken = HashSet::new();
        let mut known: Vec<(&Firm, Vec<Person>)> = Vec::new();
        let mut turns = [0; 2];
        for firm in &Tables::get().firms {
            let people = people::of_firm(firm, language, &mut taken);
            world.tell(firm, &people, making, &mut turns);
            known.push((firm, people));
        }
        let today = now.to_zoned(TimeZone::UTC).date();
        world.ties.extend(ties::across(&known, language, today));
        world.activities.extend(plans::of_the_house(language, now, making.administrator));
        world.companies.sort_by_key(|(_, party, _)| party.parent.0.is_some());
        world
    }

    fn tell(
        &mut self,
        firm: &'static Firm,
        people: &[Person],
        making: Making,
        turns: &mut [usize; 2],
    ) {
        let Making { language, now, administrator } = making;
        let seller = colleagues::seller_of(firm.city.country, firm.city.name).id();
        let takes = Dice::of(&format!("administrator/{}", firm.key)).chance(ADMINISTRATORS_SHARE);
        let mine = administrator.filter(|_| takes);
        let owner = mine.unwrap_or(seller);
        let telling = Telling { firm, people, owner, is_mine: mine.is_some(), language, now };
        self.companies.push((contact::party_id(firm.key), firms::party(firm, language), owner));
        for person in people {
            self.people.push((person.id, person.party.clone(), owner));
        }
        self.ties.extend(ties::of_firm(firm, people, language));
        self.activities.extend(past::of_firm(&telling));
        let [others, own] = turns;
        let turn = if telling.is_mine { own } else { others };
        self.activities.extend(plans::of_firm(&telling, *turn));
        *turn += 1;
        let today = now.to_zoned(TimeZone::UTC).date();
        self.papers.extend(papers::of_firm(firm, language, today));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::activity::timing::Standing;
    use kernel::phone::parse_phone;

    fn making(language: Language) -> Making {
        Making { language, now: "2026-11-23T09:30:00Z".parse().unwrap(), administrator: None }
    }

    #[test]
    fn the_world_is_as_large_as_promised() {
        let world = World::build(making(Language::En));
        assert_eq!((world.users.len(), world.teams.len()), (8, 3));
        assert!((110..=130).contains(&world.companies.len()), "{}", world.companies.len());
        assert!((280..=320).contains(&world.people.len()), "{}", world.people.len());
        assert!(world.activities.len() > 900, "{}", world.activities.len());
        assert!(world.ties.len() > 450, "{}", world.ties.len());
    }

    #[test]
    fn whom_everybody_looks_for_first_is_there_once() {
        for language in Language::ALL {
            let world = World::build(making(language));
            let found =
                world.people.iter().filter(|(_, person, ..)| person.name.as_str() == "张伟");
            assert_eq!(found.count(), 1, "{language:?}");
        }
    }

    #[test]
    fn the_same_world_comes_twice_and_no_id_twice() {
        let one = World::build(making(Language::Es));
        let two = World::build(making(Language::Es));
        assert_eq!(one.people, two.people);
        let mut ids = HashSet::new();
        let all = one.companies.iter().chain(&one.people).map(|(id, ..)| *id);
        let all = all
            .chain(one.activities.iter().map(|each| each.id))
            .chain(one.ties.iter().map(|tie| tie.id));
        for id in all {
            assert!(ids.insert(id), "{id} comes twice");
        }
    }

    #[test]
    fn nothing_done_lies_in_the_future_and_something_is_late_today_and_ahead() {
        let now = making(Language::Zh).now;
        let world = World::build(making(Language::Zh));
        let (mut late, mut today, mut ahead) = (0, 0, 0);
        for each in &world.activities {
            assert!(!each.activity.subject.is_empty() || !each.activity.description.is_empty());
            if each.activity.is_done() {
                assert!(each.activity.start_at.is_none_or(|at| at <= now));
                continue;
            }
            let day = each.activity.day(&TimeZone::UTC).unwrap();
            match Standing::of(day, now.to_zoned(TimeZone::UTC).date()) {
                Standing::Late => late += 1,
                Standing::Today => today += 1,
                Standing::Ahead => ahead += 1,
            }
        }
        assert!(late >= 5 && today >= 5 && ahead >= 30, "{late} {today} {ahead}");
    }

    #[test]
    fn every_company_can_be_telephoned_and_every_number_is_possible() {
        let world = World::build(making(Language::En));
        for (_, party, _) in &world.companies {
            assert!(!party.phones.0.is_empty(), "{} has no number", party.name.as_str());
        }
        for (_, party, _) in world.companies.iter().chain(&world.people) {
            for phone in &party.phones.0 {
                assert_eq!(parse_phone(&phone.value, None).as_deref(), Ok(phone.value.as_str()));
            }
        }
    }

    #[test]
    fn spanish_and_chinese_companies_have_tax_ids() {
        let world = World::build(making(Language::En));
        let with = world.companies.iter().filter(|(_, party, _)| !party.identifiers.0.is_empty());
        assert!(with.count() > 50);
    }

    #[test]
    fn no_gap_of_a_sentence_stays_open() {
        for language in Language::ALL {
            for each in World::build(making(language)).activities {
                for text in [
                    &each.activity.subject.0,
                    &each.activity.outcome.0,
                    &each.activity.description.0,
                ] {
                    assert!(!text.contains('{'), "{text}");
                }
            }
        }
    }

    #[test]
    fn the_administrator_looks_after_some_of_them() {
        let me = Uuid::from_u128(1);
        let world = World::build(Making { administrator: Some(me), ..making(Language::En) });
        let mine = world.companies.iter().filter(|(_, _, owner)| *owner == me).count();
        assert!((10..40).contains(&mine), "{mine}");
    }
}
