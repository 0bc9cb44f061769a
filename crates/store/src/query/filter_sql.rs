//! Filters as SQL with bound values. Each comparison is compiled in its positive form: `ne`, `nin`
//! and `empty` are that form denied, so that they include records without a value.

use kernel::filter::{Comparison, Filter, Op, Operand};
use kernel::kind::Kind;
use kernel::object::{Field, Object};
use kernel::value::Value;
use kernel::{Error, Refusal, Refusals, Result};

use super::Asking;
use super::binds::{Binds, Source, all_of, any_of};
use super::conventions::Conventions;
use super::scope_condition::{Compiler, Life, Visible};
use super::{filter_column, filter_list};
use kernel::access::Act;

/// Most values that one statement is given; SQLite takes 32,766.
const MAX_BINDS: usize = 30_000;

/// What compiling a filter needs.
#[derive(Clone, Copy)]
pub(super) struct Filtering<'a> {
    pub asking: Asking<'a>,
    pub conventions: Conventions,
}

/// The condition that a filter is.
///
/// # Errors
/// [`Error::Invalid`] when it names what no filter may, or holds too much.
pub(super) fn filter_sql(
    filtering: Filtering<'_>,
    binds: &mut Binds,
    (object, source): (&Object, Source<'_>),
    filter: &Filter,
) -> Result<String> {
    let condition = filtering.filter(binds, (object, source), filter)?;
    if binds.values().len() > MAX_BINDS {
        return Err(Error::invalid("where", "filter-too-long"));
    }
    Ok(condition)
}

impl Filtering<'_> {
    fn filter(
        &self,
        binds: &mut Binds,
        place: (&Object, Source<'_>),
        filter: &Filter,
    ) -> Result<String> {
        let mut each = |list: &[Filter]| {
            list.iter()
                .map(|filter| self.filter(binds, place, filter))
                .collect::<Result<Vec<String>>>()
        };
        Ok(match filter {
            Filter::All(list) => all_of(&each(list)?),
            Filter::Any(list) => any_of(&each(list)?),
            Filter::Not(filter) => denied(&self.filter(binds, place, filter)?),
            Filter::Compare(comparison) => self.compare(binds, place, comparison)?,
        })
    }

    fn compare(
        &self,
        binds: &mut Binds,
        (object, source): (&Object, Source<'_>),
        comparison: &Comparison,
    ) -> Result<String> {
        let (op, deny) = positive(comparison);
        let condition = match comparison.path.link {
            None => {
                let field = named(object, comparison.path.field)?;
                self.field(binds, (object, source), field, (op, &comparison.operand))?
            }
            Some(link) => self.over(binds, (object, source), link, (op, comparison))?,
        };
        Ok(if deny { denied(&condition) } else { condition })
    }

    /// The linked record lives, may be seen and meets the comparison.
    fn over(
        &self,
        binds: &mut Binds,
        (object, source): (&Object, Source<'_>),
        link: &str,
        (op, comparison): (Op, &Comparison),
    ) -> Result<String> {
        let unknown = || unknown_field(link);
        let link = named(object, link)?;
        let Kind::Link(target) = link.kind else {
            return Err(unknown());
        };
        let target = self.asking.catalog.object(target).ok_or_else(unknown)?;
        let field = named(target, comparison.path.field)?;
        let alias = binds.alias();
        let linked = Source::new(&alias);
        let compiler = Compiler::new(self.asking, Act::See);
        let mut conditions = vec![
            format!("{} = {}", linked.plain("id"), source.column(binds.dialect, link.key)),
            Life::Living.condition(linked),
        ];
        match compiler.visible(binds, target, linked) {
            Visible::Nothing => return Ok(super::binds::NEVER.to_owned()),
            Visible::Everything => {}
            Visible::Where(condition) => conditions.push(condition),
        }
        conditions.push(self.field(binds, (target, linked), field, (op, &comparison.operand))?);
        Ok(format!(
            "exists (select 1 from \"{}\" {alias} where {})",
            target.key,
            all_of(&conditions)
        ))
    }

    fn field(
        &self,
        binds: &mut Binds,
        (object, source): (&Object, Source<'_>),
        field: &Field,
        asked: (Op, &Operand),
    ) -> Result<String> {
        if field.primary_of.is_some() || field.kind.is_many() {
            return filter_list::condition(binds, (object, source), field, asked);
        }
        filter_column::condition(self, binds, (source, field), asked)
    }
}

/// The positive operator of a comparison, and whether its outcome is denied.
pub(super) fn positive(comparison: &Comparison) -> (Op, bool) {
    match (comparison.op, &comparison.operand) {
        (Op::Ne, _) => (Op::Eq, true),
        (Op::Nin, _) => (Op::In, true),
        (Op::Empty, Operand::Flag(empty)) => (Op::Empty, *empty),
        (op, _) => (op, false),
    }
}

fn denied(condition: &str) -> String {
    format!("({condition}) is not true")
}

/// A field that filters may name.
fn named<'a>(object: &'a Object, key: &str) -> Result<&'a Field> {
    object.field(key).filter(|field| !field.secret).ok_or_else(|| unknown_field(key))
}

pub(super) fn unknown_field(key: &str) -> Error {
    Error::Invalid(Refusals::one(Refusal::field(key, "unknown-field").with("name", key)))
}

/// An operator that the kind does not understand, or a value that is not of the kind.
pub(super) fn not_for_kind(field: &Field, op: Op) -> Error {
    let refusal = Refusal::field(field.key, "operator-not-for-kind");
    Error::Invalid(Refusals::one(refusal.with("name", op.key())))
}

/// The values of an operand: one, or those of `in`.
pub(super) fn values(operand: &Operand) -> &[Value] {
    match operand {
        Operand::One(value) => std::slice::from_ref(value),
        Operand::Many(values) => values,
        Operand::Flag(_) | Operand::Days(_) => &[],
    }
}
