//! What a card says, by the names of our fields.

use kernel::Refusal;
use serde_json::Value as Json;

use super::super::Mark;
use super::super::records::Said;
use super::line::Property;
use super::text::{parts, unescaped};
use super::{date, entry};

/// The column for all that has no field: somebody may still map it.
const OTHER: &str = "other";
/// Properties about the card itself, and labels of others.
const QUIET: [&str; 11] = [
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "REV",
    "X-ABLABEL",
    "X-ABADR",
    "SORT-STRING",
    "CLASS",
    "X-ABSHOWAS",
    "X-REFUSED-BECAUSE",
];
/// Properties that have fields.
const KNOWN: [&str; 18] = [
    "FN",
    "N",
    "NICKNAME",
    "ORG",
    "TITLE",
    "ROLE",
    "TEL",
    "EMAIL",
    "ADR",
    "URL",
    "BDAY",
    "NOTE",
    "CATEGORIES",
    "UID",
    "KIND",
    "X-ADDRESSBOOKSERVER-KIND",
    "GENDER",
    "PHOTO",
];
/// Parts of `N` in their order; the second family name is of RFC 9554.
const NAME_PARTS: [&str; 6] =
    ["last_name", "first_name", "middle_name", "honorific", "suffix", "second_last_name"];

/// The cells of a card, by the fields that they are for.
///
/// # Errors
/// A refusal of the whole card: it is of neither a person nor a company, or says no name.
pub fn said(card: &[Property]) -> Result<Vec<(String, Said)>, Refusal> {
    let card = Card(card);
    let is_company = card.is_company()?;
    let mut cells = Cells::default();
    cells.text("kind", if is_company { "organization" } else { "person" });
    card.names(is_company, &mut cells);
    cells.list("emails", entry::list(card.0, "EMAIL", entry::email));
    cells.list("phones", entry::list(card.0, "TEL", entry::phone));
    cells.list("addresses", entry::list(card.0, "ADR", entry::address));
    let tags = card.all("CATEGORIES").flat_map(|one| parts(&one.value, ','));
    let tags: Vec<String> = tags.filter(|tag| !tag.is_empty()).collect();
    if !tags.is_empty() {
        cells.nested("tags", &Json::from(tags));
    }
    cells.text("external_id", card.text("UID").trim());
    let notes: Vec<String> = card.all("NOTE").map(|one| unescaped(&one.value)).collect();
    cells.text("description", notes.join("\n\n").trim());
    if card.all("PHOTO").next().is_some() {
        cells.text("photo", "PHOTO");
    }
    card.besides(is_company, &mut cells);
    Ok(cells.0)
}

#[derive(Default)]
struct Cells(Vec<(String, Said)>);

impl Cells {
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.0.push((name.to_owned(), Said::text(text.to_owned())));
        }
    }

    fn list(&mut self, name: &str, list: Option<Json>) {
        if let Some(list) = list {
            self.nested(name, &list);
        }
    }

    fn nested(&mut self, name: &str, value: &Json) {
        let said = Said { text: value.to_string(), mark: Some(Mark::Nested) };
        self.0.push((name.to_owned(), said));
    }
}

struct Card<'a>(&'a [Property]);

impl<'a> Card<'a> {
    fn all(&self, name: &'a str) -> impl Iterator<Item = &'a Property> + use<'a> {
        self.0.iter().filter(move |one| one.name == name)
    }

    fn text(&self, name: &'a str) -> String {
        self.all(name).next().map(|one| unescaped(&one.value)).unwrap_or_default()
    }

    fn is_company(&self) -> Result<bool, Refusal> {
        let said = [self.text("KIND"), self.text("X-ADDRESSBOOKSERVER-KIND")].concat();
        match said.trim().to_lowercase().as_str() {
            "org" | "organization" => return Ok(true),
            "" | "individual" => {}
            other => {
                let other: String = other.chars().take(80).collect();
                return Err(Refusal::new("import-card-kind").with("value", other));
            }
        }
        if self.text("X-ABSHOWAS").trim().eq_ignore_ascii_case("COMPANY") {
            return Ok(true);
        }
        let has_name = self.name_parts().iter().any(|part| !part.is_empty());
        let (full, company) = (self.text("FN"), self.organization().0);
        Ok(!has_name && !company.is_empty() && (full.trim().is_empty() || full.trim() == company))
    }

    fn name_parts(&self) -> Vec<String> {
        let said = self.all("N").next().map(|one| parts(&one.value, ';'));
        let several = |part: String| part.split(',').map(str::trim).collect::<Vec<_>>().join(" ");
        said.unwrap_or_default().into_iter().map(several).collect()
    }

    /// The company and the department within it.
    fn organization(&self) -> (String, String) {
        let said = self.all("ORG").next().map(|one| parts(&one.value, ';')).unwrap_or_default();
        let mut said = said.into_iter();
        let company = said.next().unwrap_or_default();
        let within: Vec<String> = said.filter(|unit| !unit.is_empty()).collect();
        (company, within.join(", "))
    }

    fn names(&self, is_company: bool, cells: &mut Cells) {
        let (company, department) = self.organization();
        let full = self.text("FN");
        if is_company {
            cells.text("name", if company.is_empty() { full.trim() } else { &company });
            return;
        }
        cells.text("name", full.trim());
        for (field, part) in NAME_PARTS.iter().zip(self.name_parts()) {
            cells.text(field, &part);
        }
        let nickname = self.all("NICKNAME").next().map(|one| parts(&one.value, ','));
        let nickname = nickname.and_then(|names| names.into_iter().next()).unwrap_or_default();
        cells.text("preferred_name", &nickname);
        cells.text("organization.name", &company);
        cells.text("department", &department);
        let title = self.text("TITLE");
        let title = if title.is_empty() { self.text("ROLE") } else { title };
        cells.text("job_title", title.trim());
        let gender = self.text("GENDER").to_uppercase();
        let gender = match gender.split(';').next().unwrap_or_default().trim() {
            "F" => "female",
            "M" => "male",
            "O" => "other",
            _ => "",
        };
        cells.text("gender", gender);
    }

    /// The web address, the birthday, and what has no field.
    fn besides(&self, is_company: bool, cells: &mut Cells) {
        let mut other: Vec<String> = Vec::new();
        let mut keep = |one: &Property| {
            other.push(format!("{}: {}", one.name, unescaped(&one.value)));
        };
        let mut web = self.all("URL").map(|one| (one, unescaped(&one.value)));
        if let Some((_, text)) = web.next() {
            cells.text("website", text.trim());
        }
        web.for_each(|(one, _)| keep(one));
        for one in self.all("BDAY") {
            match date::day(&one.value) {
                Some(day) if !is_company => cells.text("birth_date", &day.to_string()),
                _ => keep(one),
            }
        }
        for one in self.0 {
            if !KNOWN.contains(&one.name.as_str()) && !QUIET.contains(&one.name.as_str()) {
                keep(one);
            }
        }
        cells.text(OTHER, &other.join("\n"));
    }
}
