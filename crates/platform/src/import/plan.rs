//! The plan of an import: every column with its meaning and rules, how rows find their records,
//! what is done with each. Made once; then each row is read by it alone.

mod address;
mod choose;
mod column;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::catalog::Catalog;
use kernel::kind::Kind;
use kernel::kind_rules::Reading;
use kernel::number::DecimalStyle;
use kernel::object::Object;
use kernel::{Error, Refusal, Refusals, Result};

use super::cell::{self, Rules};
use super::mapping::{Because, EntryPart, Ground, Guess, Target, meanings};
use super::owner;
use super::reading::{self, Survey};
use super::settings::{Mode, OnDuplicate, Settings};

pub use column::{Column, From};

/// How a file is imported.
#[derive(Clone, Debug)]
pub struct Plan {
    pub object: Arc<Object>,
    pub columns: Vec<Column>,
    /// Columns of the file.
    pub width: usize,
    /// What each column of the file was taken for.
    pub guesses: Vec<Guess>,
    pub mode: Mode,
    /// Keys that records are found by, the first that finds one wins; none when all rows are new.
    pub match_by: Vec<Key>,
    /// The field that tells the object's faces apart, and its value when the headings told it.
    pub facet: Option<(&'static str, Option<&'static str>)>,
    /// Fields that look-alikes are found by.
    pub duplicates: Vec<(&'static str, OnDuplicate)>,
    /// Whether a source was said for all rows: records that are there keep theirs.
    pub is_source_said: bool,
    /// Links to what other rows of the file may make.
    pub forward: Vec<&'static str>,
    /// Links whose records are made when they are not there.
    pub creates: Vec<&'static str>,
    /// The e-mail of who gets what nobody here owns.
    pub owner_fallback: Option<String>,
    /// How linked objects are named by cells without a path.
    pub linked: BTreeMap<&'static str, LinkedKeys>,
}

/// The fields that name a record of a linked object.
#[derive(Clone, Copy, Debug)]
pub struct LinkedKeys {
    pub title: &'static str,
    pub email: Option<&'static str>,
}

/// Fields that together tell whether a record is there already.
pub type Key = Vec<&'static str>;

impl Plan {
    /// Understands the settings and the headings of a file.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming settings that do not exist or do not suit the file;
    /// [`Error::Refused`] when no column could be understood.
    pub fn compile(
        catalog: &Arc<Catalog>,
        survey: &Survey,
        settings: &Settings,
        reading: &Reading,
    ) -> Result<Self> {
        let (object, face) = find_object(catalog, &settings.object)
            .ok_or_else(|| unknown("object", &settings.object))?;
        let ground = Ground { catalog, object: &object, country: reading.country };
        let mut guesses = meanings(ground, survey, &settings.map)?;
        let compiling = Compiling { ground, settings, reading };
        let mut columns = compiling.fixed(face)?;
        for column in &columns {
            for guess in
                guesses.iter_mut().filter(|guess| guess.target.as_ref() == Some(&column.target))
            {
                *guess = Guess { target: None, because: Because::Taken };
            }
        }
        columns.extend(compiling.of_file(survey, &guesses)?);
        if !columns.iter().any(|column| matches!(column.from, From::Cell(_))) {
            return Err(Error::refused("file", "import-no-known-heading"));
        }
        address::gather(&object, &mut columns);
        if survey.workbook.is_some() {
            columns.iter_mut().for_each(Column::know_numbers);
        }
        let facet = choose::facet(&object, &columns);
        let (mode, match_by) = choose::mode(&object, settings, &columns)?;
        let duplicates = choose::duplicates(&object, settings, &columns, &match_by)?;
        Ok(Self {
            width: survey.columns.len(),
            guesses,
            mode,
            match_by,
            facet,
            duplicates,
            is_source_said: settings.source.is_some(),
            forward: choose::forward(catalog, &object, &columns, facet),
            creates: choose::creates(catalog, &object, settings, &columns)?,
            owner_fallback: owner::fallback(settings),
            linked: linked(catalog, &object),
            columns,
            object: Arc::clone(&object),
        })
    }

    /// Links whose records could be made on the way.
    pub fn creatable(&self, catalog: &Catalog) -> Vec<&'static str> {
        choose::creatable(catalog, &self.object, &self.columns)
    }

    /// Fields of the file that tell look-alikes, also where they find the record itself.
    pub fn telling(&self) -> Vec<&'static str> {
        choose::telling(&self.object, &self.columns)
    }

    /// The headings of the columns that write a field, for a refusal of that field.
    pub fn headings_of(&self, field: &str) -> impl Iterator<Item = &Column> {
        let list = self.object.field(field).and_then(|field| field.primary_of);
        self.columns.iter().filter(move |column| {
            let written = column.target.field();
            let primary = self.object.field(written).and_then(|written| written.primary_of);
            written == field || Some(written) == list || primary == Some(field)
        })
    }
}

/// A field and the value of it that all records of a face have.
pub type Facet = (&'static str, &'static str);

/// The object that a name means, and the face when it is a face's address.
pub fn find_object(catalog: &Catalog, name: &str) -> Option<(Arc<Object>, Option<Facet>)> {
    let name = name.trim();
    let dashed = name.replace('_', "-");
    if let Some(object) = catalog.object(name).or_else(|| catalog.by_slug(&dashed)) {
        return Some((Arc::clone(object), None));
    }
    let (object, face) = catalog.by_face_slug(&dashed)?;
    Some((Arc::clone(object), face.facet))
}

fn linked(catalog: &Catalog, object: &Object) -> BTreeMap<&'static str, LinkedKeys> {
    let targets = object.fields.iter().filter_map(|field| field.kind.link_target());
    let keys = targets.filter_map(|target| {
        let linked = catalog.object(target)?;
        let email = linked.field("email").filter(|field| field.matching).map(|field| field.key);
        Some((linked.key, LinkedKeys { title: linked.title_field()?.key, email }))
    });
    keys.collect()
}

struct Compiling<'a> {
    ground: Ground<'a>,
    settings: &'a Settings,
    reading: &'a Reading,
}

impl Compiling<'_> {
    /// Columns that are the same for all rows.
    fn fixed(&self, face: Option<(&'static str, &'static str)>) -> Result<Vec<Column>> {
        let mut set: BTreeMap<&str, &str> =
            self.settings.set.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        if let Some((field, value)) = face {
            set.entry(field).or_insert(value);
        }
        if let Some(source) =
            self.settings.source.as_deref().filter(|source| !source.trim().is_empty())
        {
            set.entry("source").or_insert(source);
        }
        let mut columns = Vec::with_capacity(set.len());
        for (key, value) in set {
            let named = |refusal: Refusal| {
                let shown = format!("set.{key}");
                Error::Invalid(Refusals::one(Refusal { field: Some(shown), ..refusal }))
            };
            let target = Target::parse(key, self.ground).map_err(named)?;
            let rules = self.rules(&reading::Column::default());
            let column = Column {
                from: From::Fixed(value.to_owned()),
                heading: key.to_owned(),
                kind: self.kind(&target)?,
                target,
                rules,
                exact: None,
            };
            if !matches!(column.kind, Kind::Link(_) | Kind::Links(_)) {
                cell::read(column.kind, value, &column.rules).map_err(named)?;
            }
            columns.push(column);
        }
        Ok(columns)
    }

    fn of_file(&self, survey: &Survey, guesses: &[Guess]) -> Result<Vec<Column>> {
        let mut columns = Vec::new();
        for (at, (column, guess)) in survey.columns.iter().zip(guesses).enumerate() {
            let Some(target) = guess.target.clone() else {
                continue;
            };
            let mut rules = self.rules(column);
            if survey.records.is_some() && self.settings.decimal_sign.is_none() {
                // Programs write decimals with a point.
                rules.reading.decimal_style = DecimalStyle::Point;
            }
            columns.push(Column {
                from: From::Cell(at),
                heading: column.heading.clone(),
                kind: self.kind(&target)?,
                target,
                rules,
                exact: None,
            });
        }
        Ok(columns)
    }

    fn kind(&self, target: &Target) -> Result<Kind> {
        let missing = || Error::broken(format!("{target} is no field any more"));
        let field = self.ground.object.field(target.field()).ok_or_else(missing)?;
        Ok(match (target, field.kind) {
            (Target::Through { field: key, .. }, Kind::Link(linked)) => {
                let linked = self.ground.catalog.object(linked).ok_or_else(missing)?;
                linked.field(key).ok_or_else(missing)?.kind
            }
            (Target::Entry { part: EntryPart::Value, .. }, kind) => kind,
            (Target::Entry { .. }, _) => Kind::Text,
            (_, kind) => kind,
        })
    }

    fn rules(&self, column: &reading::Column) -> Rules {
        let said = self.settings.decimal_sign.map(DecimalStyle::from);
        let decimal_style = said.or_else(|| column.numbers.style()).unwrap_or(DecimalStyle::Auto);
        Rules {
            reading: Reading { decimal_style, ..self.reading.clone() },
            dates: self.settings.dates.or_else(|| column.dates.order()),
        }
    }
}

fn unknown(parameter: &str, name: &str) -> Error {
    let refusal =
        Refusal::field(parameter, "import-unknown-object").with("name", cell::short(name));
    Error::Invalid(Refusals::one(refusal))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{guessed, plan, settings};
    use super::*;

    #[test]
    fn headings_of_three_languages_are_understood() {
        assert_eq!(
            guessed(
                "ext_id,first_name,last_name,email,phone,city,company_ext_id,company_name,job_title,created_at\nC1,a,b,a@b.co,+34600000000,x,A1,y,z,2020-01-01\n"
            ),
            [
                "external_id",
                "first_name",
                "last_name",
                "email",
                "phone",
                "city",
                "organization.external_id",
                "organization.name",
                "job_title",
                "created_at"
            ]
        );
        assert_eq!(
            guessed(
                "Nombre;Apellidos;Correo electrónico;Móvil;Empresa;Cargo\na;b;c@d.es;600;e;f\n"
            ),
            ["first_name", "last_name", "email", "phones.mobile", "organization.name", "job_title"]
        );
        assert_eq!(
            guessed("姓名,手机,公司,职位,城市\n张伟,13800138000,远洋,经理,上海\n"),
            ["name", "phones.mobile", "organization.name", "job_title", "city"]
        );
        assert_eq!(guessed("Nombre,Ciudad\nAcme,Madrid\n"), ["name", "city"]);
        assert_eq!(guessed("公司名称,城市\n远洋,上海\n"), ["name", "city"]);
        assert_eq!(guessed("Company,Website\nAcme,acme.es\n"), ["name", "website"]);
        assert_eq!(
            guessed("Name,Company,Email\nAna,Acme,a@b.co\n"),
            ["name", "organization.name", "email"]
        );
    }

    #[test]
    fn paths_and_numbered_columns_are_understood() {
        assert_eq!(
            guessed(
                "name,organization.external_id,Email,Email 2,E-mail 3 - Value,Phone 1 - Type,Phone 1 - Value\na,b,c@d.e,,,Work,\n"
            ),
            [
                "name",
                "organization.external_id",
                "email",
                "emails.2",
                "emails.3",
                "phones.1.type",
                "phones.1"
            ]
        );
        assert_eq!(
            guessed("Name,Address 1 - Street,Address 2 - City,E-mail,E-mail\na,b,c,d@e.fg,\n"),
            ["name", "addresses.1.street", "addresses.2.city", "email", "emails.2"]
        );
        assert_eq!(guessed("id,name\n17,Acme\n"), ["external_id", "name"]);
        assert_eq!(guessed("id,name\n0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b,Acme\n"), ["id", "name"]);
    }

    #[test]
    fn what_nobody_knows_is_said_and_cells_help() {
        assert_eq!(
            guessed("Name,Shoe size,Kontakt\nAna,43,ana@acme.es\n"),
            ["name", "Unknown", "email"]
        );
        assert_eq!(guessed("Ana García,ana@acme.es\nBo Li,bo@acme.es\n"), ["name", "email"]);
        assert_eq!(guessed("Name,City,Ciudad\na,b,c\n"), ["name", "city", "Taken"]);
        assert_eq!(guessed("Name,Type\na,Gold\n"), ["name", "Unknown"]);
        assert_eq!(guessed("Name,Type\na,Company\n"), ["name", "kind"]);
    }

    #[test]
    fn the_facet_is_told_by_the_headings() {
        let facet = |text: &str| plan(text, &settings(None)).unwrap().facet;
        assert_eq!(facet("First name,Last name\na,b\n"), Some(("kind", Some("person"))));
        assert_eq!(facet("Name,Company\na,b\n"), Some(("kind", Some("person"))));
        assert_eq!(facet("Name,City\na,b\n"), Some(("kind", Some("organization"))));
        assert_eq!(facet("Name,Kind\na,person\n"), Some(("kind", None)));
        let mut people = settings(None);
        people.object = "people".to_owned();
        assert_eq!(plan("Name\na\n", &people).unwrap().facet, Some(("kind", None)));
    }

    #[test]
    fn a_key_of_another_system_matches_by_itself() {
        let chosen =
            |text: &str, mode| plan(text, &settings(mode)).map(|plan| (plan.mode, plan.match_by));
        assert_eq!(
            chosen("name,ext_id\na,1\n", None).unwrap(),
            (Mode::Upsert, vec![vec!["external_id"]])
        );
        assert_eq!(chosen("name,city\na,b\n", None).unwrap(), (Mode::Create, vec![]));
        assert_eq!(
            chosen("name,ext_id\na,1\n", Some(Mode::Create)).unwrap(),
            (Mode::Create, vec![])
        );
        assert!(matches!(chosen("name,city\na,b\n", Some(Mode::Update)), Err(Error::Invalid(_))));
        let mut by_email = settings(None);
        by_email.match_by = vec!["email".to_owned()];
        assert_eq!(plan("name,email\na,a@b.co\n", &by_email).unwrap().mode, Mode::Upsert);
        by_email.match_by = vec!["ext_id".to_owned(), "email+name".to_owned()];
        assert_eq!(
            plan("name,email,ext_id\na,a@b.co,1\n", &by_email).unwrap().match_by,
            [vec!["external_id"], vec!["email", "name"]]
        );
        assert!(matches!(plan("name\na\n", &by_email), Err(Error::Invalid(_))));
    }

    #[test]
    fn settings_that_do_not_exist_are_named() {
        let mut wrong = settings(None);
        wrong.map.insert("Nam".to_owned(), Some("name".to_owned()));
        wrong.map.insert("name".to_owned(), Some("nickname".to_owned()));
        let Err(Error::Invalid(refusals)) = plan("name\na\n", &wrong) else {
            panic!("let through")
        };
        assert_eq!(refusals.0.len(), 2);
        let mut wrong = settings(None);
        wrong.set.insert("kind".to_owned(), "robot".to_owned());
        assert!(matches!(plan("name\na\n", &wrong), Err(Error::Invalid(_))));
    }
}
