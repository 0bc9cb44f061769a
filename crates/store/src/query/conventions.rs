//! What a workspace settled and a filter depends on: the order of texts, the business year.

use kernel::Result;
use kernel::catalog::Catalog;
use kernel::filter::{Comparison, Filter, Op, Operand};
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::object::{Field, Object};
use kernel::period::Period;
use kernel::text::sort_key::Collation;

use super::Asking;
use crate::tx::Tx;
use crate::workspace::Workspace;

/// The order in which the keys beside the texts were written, and the first month of the year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conventions {
    pub collation: &'static Collation,
    pub fiscal_start_month: u8,
}

impl Conventions {
    /// Those of the workspace, read only when the filter needs them.
    pub async fn needed_by(
        tx: &mut Tx,
        asking: Asking<'_>,
        object: &Object,
        filter: &Filter,
    ) -> Result<Self> {
        if needs(asking.catalog, object, filter) {
            return Self::load(tx).await;
        }
        Ok(Self { collation: Collation::of(Language::default()), fiscal_start_month: 1 })
    }

    pub async fn load(tx: &mut Tx) -> Result<Self> {
        let workspace = Workspace::load(tx).await?.unwrap_or_default();
        Ok(Self {
            collation: Collation::of(workspace.language),
            fiscal_start_month: workspace.fiscal_start_month,
        })
    }
}

fn needs(catalog: &Catalog, object: &Object, filter: &Filter) -> bool {
    match filter {
        Filter::All(list) | Filter::Any(list) => {
            list.iter().any(|filter| needs(catalog, object, filter))
        }
        Filter::Not(filter) => needs(catalog, object, filter),
        Filter::Compare(comparison) => compares_by_them(catalog, object, comparison),
    }
}

fn compares_by_them(catalog: &Catalog, object: &Object, comparison: &Comparison) -> bool {
    match &comparison.operand {
        Operand::Days(Period::Fiscal(..)) => true,
        Operand::Days(_) | Operand::Flag(_) => false,
        Operand::One(_) | Operand::Many(_) => {
            comparison.op != Op::Contains
                && field_of(catalog, object, comparison).is_some_and(|field| {
                    field.primary_of.is_none() && matches!(field.kind, Kind::Text | Kind::Name)
                })
        }
    }
}

fn field_of<'a>(
    catalog: &'a Catalog,
    object: &'a Object,
    comparison: &Comparison,
) -> Option<&'a Field> {
    let Some(link) = comparison.path.link else {
        return object.field(comparison.path.field);
    };
    let target = object.field(link)?.kind.link_target()?;
    catalog.object(target)?.field(comparison.path.field)
}
