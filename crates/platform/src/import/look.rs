//! What a file holds and what it is taken for, before anything is written.

use std::sync::Arc;

use kernel::catalog::Catalog;
use kernel::country::Country;
use kernel::kind::Kind;
use kernel::object::Object;

use super::mapping::{Because, EntryPart, Found, Ground, Target};
use super::plan::{Key, Plan};
use super::reading::Survey;
use super::settings::{Mode, OnDuplicate};

/// A file as it would be imported.
#[derive(Clone, Debug)]
pub struct Look {
    pub survey: Survey,
    /// The system whose export it is, when its headings say so.
    pub system: Option<&'static str>,
    pub columns: Vec<LookColumn>,
    pub object: Arc<Object>,
    pub mode: Mode,
    /// Keys that records are found by, the first that finds one wins.
    pub match_by: Vec<Key>,
    /// The face that the headings told, when no column and no setting did.
    pub facet: Option<(&'static str, &'static str)>,
    pub duplicates: Vec<(&'static str, OnDuplicate)>,
    /// Fields of the file that tell look-alikes, also where they find the record itself.
    pub telling: Vec<&'static str>,
    /// Links whose records could be made on the way.
    pub creatable: Vec<&'static str>,
}

/// A column with its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookColumn {
    pub heading: String,
    pub samples: Vec<String>,
    /// Cells that hold something.
    pub filled: u64,
    /// `city`, `organization.external_id`, `emails.2`; none when it is left out.
    pub field: Option<String>,
    pub because: Because,
}

impl Look {
    pub(super) fn of(catalog: &Catalog, survey: Survey, plan: Plan) -> Self {
        let (creatable, telling) = (plan.creatable(catalog), plan.telling());
        let columns = survey
            .columns
            .iter()
            .zip(&plan.guesses)
            .map(|(column, guess)| LookColumn {
                heading: column.heading.clone(),
                samples: column.samples.clone(),
                filled: column.filled,
                field: guess.target.as_ref().map(Target::to_string),
                because: guess.because,
            })
            .collect();
        Self {
            system: Found::of(&survey).map(Found::system),
            columns,
            object: plan.object,
            mode: plan.mode,
            match_by: plan.match_by,
            facet: plan.facet.and_then(|(field, value)| Some((field, value?))),
            duplicates: plan.duplicates,
            telling,
            creatable,
            survey,
        }
    }
}

/// All that a column may be written to: fields, keys of linked records, second entries.
pub(super) fn fields(catalog: &Catalog, object: &Object, country: Option<Country>) -> Vec<String> {
    let ground = Ground { catalog, object, country };
    let parsed = |text: String| Target::parse(&text, ground).is_ok().then_some(text);
    let mut fields = Vec::new();
    for field in &object.fields {
        fields.extend(parsed(field.key.to_owned()));
        match field.kind {
            Kind::Link(target) => {
                let linked = catalog.object(target);
                let keys = linked.iter().flat_map(|linked| linked.shape_fields());
                let paths = keys.map(|key| format!("{}.{}", field.key, key.key));
                fields.extend(paths.filter_map(parsed));
            }
            Kind::Emails | Kind::Phones | Kind::Domains => {
                fields.extend((2..=3).map(|slot| format!("{}.{slot}", field.key)));
            }
            Kind::Addresses => {
                let parts = EntryPart::ADDRESS.iter().map(|part| part.key());
                fields.extend(parts.map(|part| format!("{}.2.{part}", field.key)));
            }
            _ => {}
        }
    }
    fields
}
