//! The pages that are asked for.

use anyhow::Result;

use crate::house::House;

/// One kind of page, asked for in turn with different questions.
#[derive(Debug)]
pub struct Case {
    pub name: &'static str,
    pub requests: Vec<Vec<u8>>,
}

fn pages(house: &House, name: &'static str, paths: &[String]) -> Case {
    Case { name, requests: paths.iter().map(|path| house.page(path)).collect() }
}

fn calls(house: &House, name: &'static str, paths: &[String]) -> Case {
    Case { name, requests: paths.iter().map(|path| house.call(path)).collect() }
}

fn each(path: &str, rest: &[&str]) -> Vec<String> {
    rest.iter().map(|rest| format!("{path}{rest}")).collect()
}

fn records(path: &str, ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| format!("{path}/{id}")).collect()
}

/// The page that people see most.
pub fn list(house: &House) -> Case {
    pages(house, "list of people, by name", &["/people".to_owned()])
}

/// Everything that is measured.
///
/// # Errors
/// When no cursor can be had.
pub fn cases(house: &House) -> Result<Vec<Case>> {
    let sorts = [
        "name",
        "-name",
        "-created_at",
        "created_at",
        "-updated_at",
        "next_step_on",
        "-last_activity_at",
        "-sort_name",
    ];
    let han = "%E4%B8%8A%E6%B5%B7";
    let by_city = each("/people?city=", &["Rotterdam", "Berlin", "Madrid", han]);
    let chips = [
        "city=Berlin&sort=-created_at",
        "job_title=Buyer",
        "city=Rotterdam&job_title=CEO",
        "owner=me",
        "organization.city=Madrid",
        "created_at.gte=2026-01-01&sort=name",
        "email.contains=company7",
    ];
    let words = |list: &[&str]| each("/search?q=", list);
    let searched = each("/people?q=", &["elman", "anna", "%E6%AC%A7%E9%98%B3", "berlin"]);
    Ok(vec![
        list(house),
        pages(house, "list of people, by another column", &each("/people?sort=", &sorts)),
        pages(house, "list of people of a city", &by_city),
        pages(house, "list of people, several filters", &each("/people?", &chips)),
        pages(house, "list of people, searched", &searched),
        calls(house, "list of people, pages 2 to 20", &house.cursors(20)?),
        pages(house, "list of companies", &["/companies".to_owned()]),
        pages(
            house,
            "search: a rare word",
            &words(&["falkelman", "polar", "quistova", "zimmershaw"]),
        ),
        pages(house, "search: a common word", &words(&["anna", "rotterdam", "company", "example"])),
        pages(
            house,
            "search: two Han characters",
            &words(&["%E6%AC%A7%E9%98%B3", "%E5%BC%A0%E4%BC%9F", han]),
        ),
        pages(house, "search: part of a phone number", &words(&["12345", "77001", "3161"])),
        pages(house, "search: one typing error", &words(&["rotterdan", "jurgan", "franciso"])),
        pages(house, "a person", &records("/people", &house.people)),
        pages(house, "a company", &records("/companies", &house.companies)),
        pages(house, "home", &["/".to_owned()]),
        calls(house, "API: a person", &records("/api/v1/parties", &house.people)),
        calls(
            house,
            "API: fifty people",
            &each("/api/v1/parties?kind=person&limit=50&sort=", &["name", "-created_at"]),
        ),
    ])
}
