//! Companies and people of nobody, always the same ones: a third of the names Chinese, more than
//! half of the people in one city, everything shared among teams and their members.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

/// Where more than half of everybody lives.
pub const HOME: &str = "Rotterdam";
/// Teams that share everything.
pub const TEAMS: u64 = 30;
/// Members of all teams together.
pub const USERS: u64 = 200;

const CITIES: &str = "Amsterdam Utrecht Antwerpen Gent Berlin Hamburg München Köln Wien Zürich Paris Lyon London \
    Leeds Dublin Madrid Barcelona Sevilla Málaga Lisboa Porto Roma Milano København Oslo Göteborg Helsinki \
    Warszawa Kraków Praha Budapest İstanbul 上海 北京 广州 深圳 杭州 成都 西安 台北 Boston Chicago Toronto Lima \
    Bogotá México Santiago Sydney Tokyo Mumbai";
const FIRST: &str = "Anna Bram Carla Daan Eva Gijs Hanna Ivo Jan Karin Lars Marie Noor Olaf Petra Rosa Sven Tess \
    Victor Yara Zoë Jürgen Björn Åsa Søren François Chloé René José Íñigo Begoña Ángel Lucía Martín João Inês \
    Łukasz Zdeněk Ondřej Emma Liam Olivia Noah Sophia Mason Grace Henry Daniel Nora David Gabriel";
const LAST: &str = "Berg Brand Dahl Falk Fisch Gold Haas Klein Lang Lind Meier Nord Olden Quist Rosen Sand Schoen \
    Stein Vander Visser Wald Zimmer Black Cooper Green Hart King Marsh Park Reed Taylor York Gar Mor Ferr Santos \
    Oliv Per Mart Rous";
const LAST_END: &str = "mann son sen berg ström feld heim burg dijk huis veld hof ers ini etti ez eira ton ley \
    well ford shaw by er ova ský wicz escu elman us";
const HAN_LAST: &str = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 欧阳 上官 司马";
const HAN_FIRST: &str = "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂 英 华 玉 兰 红 梅 建 国 文 志 海 燕 峰 云 辉 鹏 飞 宇";
const COMPANY: &str = "Acme Alpha Atlas Aurora Beacon Cedar Cobalt Delta Ember Falcon Fjord Granite Harbor Helix \
    Indigo Jade Kestrel Lumen Maple Meridian Nova Onyx Orbit Polar Quartz Raven Sierra Solar Summit Vector Zenith";
const TRADE: &str = "Logistics Systems Foods Energy Textiles Robotics Pharma Steel Optics Marine Motors Plastics Tools";
const HAN_COMPANY: &str = "华东 远洋 长江 金桥 新星 明德 天成 海纳 瑞丰 东方 银河";
const HAN_TRADE: &str = "科技 贸易 物流 电子 食品 机械 医药 建材";
const JOBS: &str =
    "CEO CFO Buyer Engineer Consultant Controller Planner 采购经理 销售总监 Geschäftsführer";
/// Mobile numbers: what they begin with, and how many digits follow.
const PHONES: [(&str, u64); 4] = [
    ("+3161", 10_000_000),
    ("+491512", 10_000_000),
    ("+86138", 100_000_000),
    ("+3361", 10_000_000),
];

/// Numbers that look like chance and are the same each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn in_percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let count = u64::try_from(words.len()).unwrap_or(1);
        let place = usize::try_from(self.below(count)).unwrap_or_default();
        words.get(place).copied().unwrap_or_default()
    }

    fn phone(&mut self) -> String {
        let place = usize::try_from(self.below(4)).unwrap_or_default();
        let (begin, numbers) = PHONES.get(place).copied().unwrap_or_default();
        let width = if numbers > 10_000_000 { 8 } else { 7 };
        format!("{begin}{:0width$}", self.below(numbers))
    }
}

/// Every list of words, split once.
struct Words {
    lists: std::collections::HashMap<&'static str, Vec<&'static str>>,
}

impl Words {
    fn new() -> Self {
        let all = [
            CITIES,
            FIRST,
            LAST,
            LAST_END,
            HAN_LAST,
            HAN_FIRST,
            COMPANY,
            TRADE,
            HAN_COMPANY,
            HAN_TRADE,
            JOBS,
        ];
        Self {
            lists: all.into_iter().map(|list| (list, list.split_whitespace().collect())).collect(),
        }
    }

    fn pick(&self, dice: &mut Dice, list: &'static str) -> &'static str {
        dice.pick(self.lists.get(list).map(Vec::as_slice).unwrap_or_default())
    }

    fn city(&self, dice: &mut Dice) -> &'static str {
        if dice.in_percent(55) { HOME } else { self.pick(dice, CITIES) }
    }
}

/// The e-mail address of a member.
pub fn member(number: u64) -> String {
    format!("member{number}@rapport.example")
}

/// The name of a team.
pub fn team(number: u64) -> String {
    format!("Team {}", number % TEAMS)
}

/// Writes `companies.csv`.
pub fn write_companies(file: &Path, companies: u64) -> Result<()> {
    let (words, mut dice) = (Words::new(), Dice(20_260_601));
    let mut text = String::from("external_id,name,city,phone,website,owner.email,team.name\n");
    for number in 1..=companies {
        let name = if dice.in_percent(20) {
            let (name, trade) =
                (words.pick(&mut dice, HAN_COMPANY), words.pick(&mut dice, HAN_TRADE));
            format!("{name}{trade}有限公司{number}")
        } else {
            format!("{} {} {number}", words.pick(&mut dice, COMPANY), words.pick(&mut dice, TRADE))
        };
        let (city, phone, owner) = (words.city(&mut dice), dice.phone(), dice.below(USERS));
        let (email, team) = (member(owner), team(owner));
        writeln!(
            text,
            "A{number:06},{name},{city},{phone},https://www.company{number}.example,{email},{team}"
        )?;
    }
    Ok(std::fs::write(file, text)?)
}

/// Writes `people.csv`: everybody works for one of so many companies.
pub fn write_people(file: &Path, people: u64, companies: u64) -> Result<()> {
    let (words, mut dice) = (Words::new(), Dice(20_260_602));
    let mut text = String::from(
        "external_id,first_name,last_name,email,phone,city,organization.external_id,job_title,owner.email,team.name\n",
    );
    for number in 1..=people {
        let (first, last) = if dice.in_percent(30) {
            let second = if dice.in_percent(60) { words.pick(&mut dice, HAN_FIRST) } else { "" };
            let first = format!("{}{second}", words.pick(&mut dice, HAN_FIRST));
            (first, words.pick(&mut dice, HAN_LAST).to_owned())
        } else {
            let last =
                format!("{}{}", words.pick(&mut dice, LAST), words.pick(&mut dice, LAST_END));
            (words.pick(&mut dice, FIRST).to_owned(), last)
        };
        // The least of three throws: few companies are large.
        let company = (0..3).map(|_| dice.below(companies)).min().unwrap_or_default() + 1;
        let (phone, city, job) = (dice.phone(), words.city(&mut dice), words.pick(&mut dice, JOBS));
        let owner = dice.below(USERS);
        let (owner, team) = (member(owner), team(owner));
        writeln!(
            text,
            "C{number:07},{first},{last},p{number}@company{company}.example,{phone},{city},A{company:06},{job},{owner},{team}"
        )?;
    }
    Ok(std::fs::write(file, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_people_come_each_time() {
        let (words, mut one, mut other) = (Words::new(), Dice(7), Dice(7));
        for _ in 0..100 {
            assert_eq!(words.city(&mut one), words.city(&mut other));
            assert_eq!(one.phone(), other.phone());
        }
        assert_eq!(Dice(0).next(), 0xe220_a839_7b1d_cdaf);
    }
}
