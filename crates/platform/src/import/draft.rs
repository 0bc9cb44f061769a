//! What one row says: values, entries of lists, records it points to, and what is wrong with it.

mod entries;
mod nested;

use kernel::Refusal;
use kernel::kind::Kind;
use kernel::object::Object;
use kernel::value::{Part, Value};
use uuid::Uuid;

use super::cell;
use super::mapping::Target;
use super::plan::{Column, From, Plan};
use super::reading::{Mark, Row};
use entries::Entries;

/// A row, read.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub row: Row,
    /// The record that the row names by our id.
    pub id: Option<Uuid>,
    pub values: Vec<(&'static str, Value)>,
    /// Entries that are added to their lists.
    pub lists: Vec<(&'static str, Vec<Part>)>,
    pub links: Vec<Wish>,
    pub refused: Vec<Refused>,
}

/// A cell that was refused, or a whole row when it names no column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub column: String,
    pub value: String,
    pub reason: Refusal,
}

/// A record that a row points to.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The link, and the object that it leads to.
    pub link: &'static str,
    pub target: &'static str,
    /// Whether each key is a record of its own.
    pub many: bool,
    /// Whether each record is named twice, by its id and by its title: in another workspace it has
    /// another id.
    pub is_twofold: bool,
    /// Fields of that record and their values, the strongest first.
    pub keys: Vec<(&'static str, Value)>,
    pub column: String,
    pub cell: String,
}

/// Keys of linked records, the strongest first; names are the weakest.
const STRENGTH: [&str; 6] = ["id", "external_id", "tax_id", "domain", "email", "phone"];

impl Draft {
    /// The value of a field that records are found by, as the row says it.
    pub fn key(&self, object: &Object, key: &str) -> Option<Value> {
        if key == "id" {
            return self.id.map(Value::Id);
        }
        if let Some((_, value)) = self.values.iter().find(|(known, _)| *known == key) {
            return Some(value.clone()).filter(|value| !value.is_null());
        }
        let list = object.field(key)?.primary_of?;
        let in_lists =
            self.lists.iter().find(|(known, _)| *known == list).map(|(_, parts)| parts.as_slice());
        let in_values =
            || self.values.iter().find(|(known, _)| *known == list).map(|(_, value)| value.parts());
        let parts = in_lists.or_else(in_values)?;
        let primary = parts.iter().find(|part| part.primary).or(parts.first())?;
        Some(Value::Text(primary.value.clone()))
    }

    fn refuse(&mut self, column: &Column, cell: &str, reason: Refusal) {
        self.refused.push(Refused {
            column: column.heading.clone(),
            value: cell.to_owned(),
            reason,
        });
    }
}

impl Plan {
    /// Reads a row by the plan.
    pub fn draft(&self, row: &Row) -> Draft {
        let mut draft = Draft { row: row.clone(), ..Draft::default() };
        if let Some(reason) = row.fault() {
            let (value, reason) = (cell::short(row.raw()), reason.clone());
            draft.refused.push(Refused { column: String::new(), value, reason });
            return draft;
        }
        let mut entries = Entries::default();
        self.refuse_what_lies_beyond(&mut draft);
        if let Some((field, Some(value))) = self.facet {
            draft.values.push((field, Value::Text(value.to_owned())));
        }
        for column in &self.columns {
            let (cell, mark) = match &column.from {
                From::Cell(at) => (row.cell(*at), row.mark_of(*at)),
                From::Fixed(text) => (text.as_str(), None),
            };
            if cell.trim().is_empty() {
                continue;
            }
            let column = match (mark, &column.exact) {
                (Some(Mark::Exact), Some(exact)) => exact,
                _ => column,
            };
            if let Some(reason) = mark.and_then(unreckoned) {
                draft.refuse(column, cell, reason);
                continue;
            }
            let read = match mark {
                Some(Mark::Nested) => self.read_nested(column, cell, &mut draft),
                _ => self.read(column, cell, &mut draft, &mut entries),
            };
            if let Err(reason) = read {
                draft.refuse(column, cell, reason);
            }
        }
        entries.finish(&self.object, &mut draft);
        self.keep_one_form(&mut draft);
        draft
    }

    fn refuse_what_lies_beyond(&self, draft: &mut Draft) {
        let beyond = (self.width..draft.row.len()).map(|at| draft.row.cell(at).trim());
        if let Some(cell) = beyond.into_iter().find(|cell| !cell.is_empty()) {
            let value = cell.to_owned();
            let reason = Refusal::new("import-more-cells");
            draft.refused.push(Refused { column: String::new(), value, reason });
        }
    }

    fn read<'a>(
        &self,
        column: &'a Column,
        cell: &str,
        draft: &mut Draft,
        entries: &mut Entries<'a>,
    ) -> Result<(), Refusal> {
        match &column.target {
            Target::Entry { list, slot, part } => {
                entries.add((list, slot), *part, column, cell::text(cell)?);
            }
            Target::Through { link, field } => {
                let value = cell::read(column.kind, cell, &column.rules)?;
                self.wish(draft, link, vec![(field, value)], (column, cell));
            }
            Target::Field("id") => {
                let value = cell::read(column.kind, cell, &column.rules)?;
                draft.id = value.as_id();
            }
            Target::Field(key) => self.read_field(key, column, cell, (draft, entries))?,
        }
        Ok(())
    }

    fn read_field<'a>(
        &self,
        key: &'static str,
        column: &'a Column,
        cell: &str,
        (draft, entries): (&mut Draft, &mut Entries<'a>),
    ) -> Result<(), Refusal> {
        match column.kind {
            Kind::Link(target) => {
                let bare = self.bare_key(target, cell::text(cell)?);
                self.wish(draft, key, vec![bare], (column, cell));
            }
            Kind::Links(target) => {
                let keys = cell::words(cell::text(cell)?)
                    .map(|word| self.bare_key(target, word))
                    .collect();
                self.wish(draft, key, keys, (column, cell));
            }
            Kind::Email | Kind::Phone => {
                match self.object.field(key).and_then(|field| field.primary_of) {
                    Some(list) if self.has_entries(list) || has_several(cell) => {
                        entries.add_scalar(list, column, cell::text(cell)?);
                    }
                    _ => draft.values.push((key, cell::read(column.kind, cell, &column.rules)?)),
                }
            }
            kind => draft.values.push((key, cell::read(kind, cell, &column.rules)?)),
        }
        Ok(())
    }

    /// What a cell without a path means: an id, an e-mail address, else the name of the record.
    fn bare_key(&self, target: &'static str, text: &str) -> (&'static str, Value) {
        if let Ok(id) = Uuid::try_parse(text) {
            return ("id", Value::Id(id));
        }
        let Some(keys) = self.linked.get(target) else {
            return ("id", Value::Null);
        };
        match keys.email {
            Some(email) if text.contains('@') => (email, Value::Text(text.to_lowercase())),
            _ => (keys.title, Value::Text(text.to_owned())),
        }
    }

    /// Whether some column is an entry of a list, so that its scalar is one too.
    fn has_entries(&self, list: &str) -> bool {
        self.columns.iter().any(
            |column| matches!(column.target, Target::Entry { list: known, .. } if known == list),
        )
    }

    fn wish(
        &self,
        draft: &mut Draft,
        link: &'static str,
        keys: Vec<(&'static str, Value)>,
        (column, cell): (&Column, &str),
    ) {
        let kind = self.object.field(link).map(|field| field.kind);
        let (Some(Kind::Link(target) | Kind::Links(target)), many) =
            (kind, matches!(kind, Some(Kind::Links(_))))
        else {
            return;
        };
        let rank =
            |key: &str| STRENGTH.iter().position(|known| *known == key).unwrap_or(STRENGTH.len());
        if let Some(known) = draft.links.iter_mut().find(|wish| wish.link == link) {
            let leads = match (keys.first(), known.keys.first()) {
                (Some((new, _)), Some((old, _))) => rank(new) < rank(old),
                _ => false,
            };
            if leads {
                (known.column, known.cell) = (column.heading.clone(), cell.to_owned());
            }
            known.keys.extend(keys);
            if !many {
                known.keys.sort_by_key(|(key, _)| rank(key));
            }
            return;
        }
        let (column, cell) = (column.heading.clone(), cell.to_owned());
        draft.links.push(Wish { link, target, many, is_twofold: false, keys, column, cell });
    }

    /// An export has `email` beside `emails`: what says the same twice is said once.
    fn keep_one_form(&self, draft: &mut Draft) {
        let lists: Vec<(&'static str, Vec<Part>)> = draft
            .values
            .iter()
            .filter_map(|(key, value)| match value {
                Value::Parts(parts) => Some((*key, parts.clone())),
                _ => None,
            })
            .collect();
        draft.values.retain(|(key, value)| {
            let list = self.object.field(key).and_then(|field| field.primary_of);
            !lists.iter().any(|(known, parts)| {
                Some(*known) == list && parts.iter().any(|part| entries::says(part, key, value))
            })
        });
    }
}

/// Why what a formula left is no value.
fn unreckoned(mark: Mark) -> Option<Refusal> {
    match mark {
        Mark::Exact | Mark::Nested => None,
        Mark::Mistake => Some(Refusal::new("import-formula-mistake")),
        Mark::NotReckoned => Some(Refusal::new("import-formula-not-reckoned")),
    }
}

fn has_several(cell: &str) -> bool {
    entries::split(cell).nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{plan, row, settings};
    use super::*;

    fn drafted(heading: &str, cells: &[&str]) -> Draft {
        let text = format!("{heading}\n{}\n", cells.join(";"));
        plan(&text, &settings(None)).unwrap().draft(&row(cells))
    }

    #[test]
    fn a_row_says_values_links_and_what_is_wrong() {
        let draft = drafted(
            "First name;Last name;E-mail;Company;Born on;company_ext_id;birth_date",
            &["Ana", "García", "ana@", "Acme", "x", "A1", "31/02/1980"],
        );
        assert!(draft.values.contains(&("first_name", Value::Text("Ana".to_owned()))));
        assert!(draft.values.contains(&("kind", Value::Text("person".to_owned()))));
        let wish = &draft.links[0];
        assert_eq!((wish.link, wish.column.as_str()), ("organization", "company_ext_id"));
        assert_eq!(
            wish.keys.iter().map(|(key, _)| *key).collect::<Vec<_>>(),
            ["external_id", "name"]
        );
        let codes: Vec<_> = draft
            .refused
            .iter()
            .map(|refused| (refused.column.as_str(), refused.reason.code))
            .collect();
        assert_eq!(codes, [("E-mail", "not-an-email"), ("birth_date", "not-a-date")]);
        assert_eq!(draft.refused[1].value, "31/02/1980");
    }

    #[test]
    fn several_columns_and_several_in_a_cell_make_one_list() {
        let draft = drafted(
            "Name;Email;Email 2;Mobile;Work phone",
            &["Acme", "a@acme.es, b@acme.es", "c@acme.es", "600 123 456", "+34 912 345 678"],
        );
        assert_eq!(draft.refused, []);
        let of = |list: &str| draft.lists.iter().find(|(key, _)| *key == list).unwrap().1.clone();
        let emails = of("emails");
        assert_eq!(
            emails.iter().map(|part| part.value.as_str()).collect::<Vec<_>>(),
            ["a@acme.es", "b@acme.es", "c@acme.es"]
        );
        assert_eq!(
            emails.iter().map(|part| part.primary).collect::<Vec<_>>(),
            [true, false, false]
        );
        let phones = of("phones");
        assert_eq!(
            (phones[0].value.as_str(), phones[0].label.as_str()),
            ("+34600123456", "mobile")
        );
        assert_eq!((phones[1].value.as_str(), phones[1].label.as_str()), ("+34912345678", "work"));
    }

    #[test]
    fn the_parts_of_an_address_are_one_entry() {
        let draft = drafted(
            "Name;Address;Address 2;City;Country",
            &["Acme", "Calle Mayor 1", "2º B", "Madrid", "España"],
        );
        assert_eq!(draft.refused, []);
        let address = draft.lists[0].1[0].address.clone().unwrap();
        assert_eq!(
            (address.street.as_str(), address.street_2.as_str(), address.city.as_str()),
            ("Calle Mayor 1", "2º B", "Madrid")
        );
        assert_eq!(address.country.map(|country| country.code()), Some("ES"));
        let wrong = drafted("Name;Address 2;Country", &["Acme", "x", "Atlantis"]);
        assert_eq!(
            (wrong.refused[0].column.as_str(), wrong.refused[0].reason.code),
            ("Country", "not-a-country")
        );
    }

    #[test]
    fn a_row_with_more_cells_than_headings_is_refused() {
        let draft = drafted("Name;City", &["Acme", "Madrid", "lost"]);
        assert_eq!(
            (draft.refused[0].reason.code, draft.refused[0].value.as_str()),
            ("import-more-cells", "lost")
        );
        assert_eq!(drafted("Name;City", &["Acme"]).refused, []);
    }

    #[test]
    fn keys_are_found_wherever_a_row_says_them() {
        let text = "Name;E-mail;Email 2\nAcme;A@acme.es;b@acme.es\n";
        let plan = plan(text, &settings(None)).unwrap();
        let draft = plan.draft(&row(&["Acme", "a@acme.es", "b@acme.es"]));
        assert_eq!(draft.key(&plan.object, "email"), Some(Value::Text("a@acme.es".to_owned())));
        assert_eq!(draft.key(&plan.object, "name"), Some(Value::Text("Acme".to_owned())));
        assert_eq!(draft.key(&plan.object, "phone"), None);
    }
}
