//! A list that was asked for, checked and taken apart: facets, conditions that stand side by side,
//! and what the faces promise to answer from an index.

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::face::Face;
use kernel::filter::{Comparison, Filter, Op, Operand, Path, SortKey};
use kernel::kind::Kind;
use kernel::object::{Object, Visibility};
use kernel::value::Value;

use super::binds::{Binds, Source};
use super::conventions::Conventions;
use super::filter_sql::{Filtering, filter_sql};
use super::order::Order;
use super::scope_condition::{Compiler, Life, Visible, reach};
use super::{Asking, ListRequest};
use crate::dialect::Dialect;
use crate::tx::Tx;

/// A checked list.
pub(super) struct Listing<'a> {
    pub asking: Asking<'a>,
    pub object: &'a Object,
    pub request: &'a ListRequest,
    pub order: Order<'a>,
    pub filtering: Filtering<'a>,
    pub act: Act,
    /// The conditions that must all hold.
    pub conditions: Vec<&'a Filter>,
    pub facets: Option<Facets<'a>>,
}

/// The facets that a list shows: a choice field and some of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facets<'a> {
    pub field: &'static str,
    pub values: Vec<&'a str>,
    /// The condition that names them, when there is one.
    pub condition: Option<usize>,
}

/// What rows must still meet behind what an index gives.
#[derive(Clone, Debug, Default)]
pub(super) struct Residual<'a> {
    pub filters: Vec<&'a Filter>,
    pub scope: bool,
}

impl Residual<'_> {
    pub const fn is_empty(&self) -> bool {
        self.filters.is_empty() && !self.scope
    }
}

impl<'a> Listing<'a> {
    /// Checks a request.
    ///
    /// # Errors
    /// [`kernel::Error::Invalid`] naming what no list is sorted or filtered by.
    pub async fn of(tx: &mut Tx, asking: Asking<'a>, request: &'a ListRequest) -> Result<Self> {
        let object: &Object = &request.object;
        let conventions = Conventions::needed_by(tx, asking, object, &request.filter).await?;
        let mut conditions = Vec::new();
        side_by_side(&request.filter, &mut conditions);
        let facets = facets(object, &conditions);
        let order = if request.sort.is_empty() {
            Order::of(object, &own_sort(object, facets.as_ref()))?
        } else {
            Order::of(object, &request.sort)?
        };
        let listing = Self {
            asking,
            object,
            request,
            order,
            filtering: Filtering { asking, conventions },
            act: if request.deleted { Act::Delete } else { request.act },
            conditions,
            facets,
        };
        listing.whole(&mut Binds::new(tx.dialect()), Source::new("t"))?;
        Ok(listing)
    }

    /// What the list is searched for, when that says anything.
    pub fn searched(&self) -> Option<&'a str> {
        let question = self.request.search.as_deref();
        question.filter(|question| !question.trim().is_empty())
    }

    pub const fn life(&self) -> Life {
        Life::of(self.request.deleted)
    }

    pub fn reach(&self) -> Reach {
        reach(self.asking.scope, self.object.key, self.act)
    }

    /// What the asker sees of the object, told without its condition.
    pub fn visible(&self, dialect: Dialect) -> Visible {
        let compiler = Compiler::new(self.asking, self.act);
        compiler.visible(&mut Binds::new(dialect), self.object, Source::new("t"))
    }

    /// Whether rights go by owner and team alone.
    pub fn is_owned(&self) -> bool {
        self.object.visibility == Visibility::Owned
    }

    /// Everything that a row must meet.
    pub fn whole(&self, binds: &mut Binds, source: Source<'_>) -> Result<Vec<String>> {
        let residual = Residual { filters: self.conditions.clone(), scope: true };
        let mut all = self.residual(binds, source, &residual)?;
        all.push(self.life().condition(source));
        Ok(all)
    }

    /// What a row must still meet.
    pub fn residual(
        &self,
        binds: &mut Binds,
        source: Source<'_>,
        residual: &Residual<'_>,
    ) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for filter in &residual.filters {
            all.push(filter_sql(self.filtering, binds, (self.object, source), filter)?);
        }
        if residual.scope {
            let compiler = Compiler::new(self.asking, self.act);
            match compiler.visible(binds, self.object, source) {
                Visible::Nothing => all.push(super::binds::NEVER.to_owned()),
                Visible::Everything => {}
                Visible::Where(condition) => all.push(condition),
            }
        }
        Ok(all)
    }

    /// Whether every face shown here promises an index for the pair. The trash has one index for
    /// all, by when things were put into it.
    pub fn is_fast(&self, filter: Option<&str>, sort: &str) -> bool {
        if self.request.deleted {
            return filter.is_none() && sort == "deleted_at";
        }
        self.shown()
            .all(|face| face.fast.iter().any(|pair| pair.filter == filter && pair.sort == sort))
    }

    /// Whether every face shown here promises an index that begins with the field.
    pub fn is_fast_filter(&self, field: &str) -> bool {
        !self.request.deleted
            && self.shown().all(|face| face.fast.iter().any(|pair| pair.filter == Some(field)))
    }

    /// Whether the index that begins with a column has the facet before it: every face promises it.
    /// Elsewhere a condition on the facet must not choose the index, or all of one kind are walked.
    pub fn facet_leads(&self, column: &str) -> bool {
        self.object
            .faces
            .iter()
            .all(|face| face.fast.iter().any(|pair| pair.filter == Some(column)))
    }

    fn shown(&self) -> impl Iterator<Item = &Face> {
        self.object.faces.iter().filter(|face| match (&self.facets, face.facet) {
            (Some(facets), Some((_, value))) => facets.values.contains(&value),
            _ => true,
        })
    }

    /// The conditions without some of them.
    pub fn conditions_without(&self, met: &[usize]) -> Vec<&'a Filter> {
        let rest = self.conditions.iter().enumerate().filter(|(place, _)| !met.contains(place));
        rest.map(|(_, filter)| *filter).collect()
    }
}

/// Takes nested `all` apart.
fn side_by_side<'a>(filter: &'a Filter, into: &mut Vec<&'a Filter>) {
    match filter {
        Filter::All(list) => list.iter().for_each(|filter| side_by_side(filter, into)),
        other => into.push(other),
    }
}

/// The facets that the conditions leave; none when the object has no facets.
fn facets<'a>(object: &Object, conditions: &[&'a Filter]) -> Option<Facets<'a>> {
    let (field, _) = object.faces.first()?.facet?;
    let Kind::Choice(set) = object.field(field)?.kind else {
        return None;
    };
    for (place, condition) in conditions.iter().enumerate() {
        let Filter::Compare(Comparison { path, op: Op::Eq | Op::In, operand }) = condition else {
            continue;
        };
        let values: Option<Vec<&str>> = match operand {
            Operand::One(value) => value.as_text().map(|text| vec![text]),
            Operand::Many(values) => values.iter().map(Value::as_text).collect(),
            _ => None,
        };
        if let (None, true, Some(mut values)) = (path.link, path.field == field, values)
            && values.iter().all(|value| set.find(value).is_some())
        {
            values.sort_unstable();
            values.dedup();
            return Some(Facets { field, values, condition: Some(place) });
        }
    }
    let values: Vec<&str> =
        object.faces.iter().filter_map(|face| face.facet.map(|(_, value)| value)).collect();
    let all = set.keys.iter().all(|key| values.contains(key));
    all.then_some(Facets { field, values, condition: None })
}

/// The order of the face when nobody asked for another.
fn own_sort(object: &Object, facets: Option<&Facets<'_>>) -> Vec<SortKey> {
    let face = object.faces.iter().find(|face| match (facets, face.facet) {
        (Some(facets), Some((_, value))) => facets.values.contains(&value),
        _ => true,
    });
    let keys = face.or(object.faces.first()).map(|face| face.sort.as_slice()).unwrap_or_default();
    keys.iter()
        .map(|(field, descending)| SortKey {
            path: Path { link: None, field },
            descending: *descending,
        })
        .collect()
}
