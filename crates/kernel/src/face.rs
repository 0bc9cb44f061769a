//! How an object shows itself. A misspelt field does not compile.

use std::marker::PhantomData;

use crate::shape::{FieldOf, Shape};

/// A field named in a face: one of the shape, or one of the envelope.
pub struct FieldKey<S> {
    pub key: &'static str,
    shape: PhantomData<fn() -> S>,
}

impl<S> From<FieldOf<S>> for FieldKey<S> {
    fn from(field: FieldOf<S>) -> Self {
        Self { key: field.key, shape: PhantomData }
    }
}

/// A field of the envelope.
#[derive(Clone, Copy)]
pub struct EnvelopeField(&'static str);

impl<S> From<EnvelopeField> for FieldKey<S> {
    fn from(field: EnvelopeField) -> Self {
        Self { key: field.0, shape: PhantomData }
    }
}

pub const OWNER: EnvelopeField = EnvelopeField("owner");
pub const TEAM: EnvelopeField = EnvelopeField("team");
pub const CREATED_AT: EnvelopeField = EnvelopeField("created_at");
pub const CREATED_BY: EnvelopeField = EnvelopeField("created_by");
pub const UPDATED_AT: EnvelopeField = EnvelopeField("updated_at");

/// Lists field keys of one shape: `fields![Party::name, OWNER]`.
#[macro_export]
macro_rules! fields {
    ($($field:expr),* $(,)?) => { vec![$($crate::face::FieldKey::from($field)),*] };
}

/// A card of facts. Its label is the Fluent key `section-KEY`.
#[derive(Clone, Debug)]
pub struct Section {
    pub key: &'static str,
    pub fields: Vec<&'static str>,
}

/// How strongly a field's text counts in search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Searched {
    /// The name of the thing: names, readings and initials.
    AsName,
    /// Words.
    AsText,
}

/// A filter and sort pair that the object promises to answer from an index. `filter` is `None`
/// for the whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FastPair {
    pub filter: Option<&'static str>,
    pub sort: &'static str,
}

/// The presentation of an object, or of one facet of it (people and companies are two facets
/// of party). Labels are the Fluent keys `face-KEY` and `face-KEY-plural`.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// `person`; the object's key when there is one face only.
    pub key: &'static str,
    /// The screen's address: `people`.
    pub slug: &'static str,
    pub icon: &'static str,
    /// Field and value that tell this facet from the others: `kind`, `person`.
    pub facet: Option<(&'static str, &'static str)>,
    pub title: &'static str,
    pub subtitle: Vec<&'static str>,
    /// Columns of the list when nobody chose others.
    pub columns: Vec<&'static str>,
    pub sections: Vec<Section>,
    /// Fields of the short form that creates one.
    pub form: Vec<&'static str>,
    /// Fields offered first among the filters.
    pub filters: Vec<&'static str>,
    /// The day or moment by which the next thing is due; rows carry its mark.
    pub due: Option<&'static str>,
    /// Only while this field has this value.
    pub due_while: Option<(&'static str, &'static str)>,
    /// Sort of the list when nobody chose another; `true` is descending.
    pub sort: Vec<(&'static str, bool)>,
    pub searched: Vec<(&'static str, Searched)>,
    pub fast: Vec<FastPair>,
}

/// Builds a face with fields that the compiler checks.
pub struct FaceOf<S> {
    face: Face,
    shape: PhantomData<fn() -> S>,
}

/// Begins a face: its key, its address and its icon.
pub fn face<S: Shape>(key: &'static str, slug: &'static str, icon: &'static str) -> FaceOf<S> {
    FaceOf { face: Face { key, slug, icon, ..Face::default() }, shape: PhantomData }
}

fn keys<S>(fields: Vec<FieldKey<S>>) -> Vec<&'static str> {
    fields.into_iter().map(|field| field.key).collect()
}

impl<S: Shape> FaceOf<S> {
    /// This face shows only the records whose field has this value.
    #[must_use]
    pub fn facet(mut self, field: FieldOf<S>, value: &'static str) -> Self {
        self.face.facet = Some((field.key, value));
        self
    }

    #[must_use]
    pub fn title(mut self, field: FieldOf<S>) -> Self {
        self.face.title = field.key;
        self
    }

    #[must_use]
    pub fn subtitle(mut self, fields: Vec<FieldKey<S>>) -> Self {
        self.face.subtitle = keys(fields);
        self
    }

    #[must_use]
    pub fn columns(mut self, fields: Vec<FieldKey<S>>) -> Self {
        self.face.columns = keys(fields);
        self
    }

    #[must_use]
    pub fn section(mut self, key: &'static str, fields: Vec<FieldKey<S>>) -> Self {
        self.face.sections.push(Section { key, fields: keys(fields) });
        self
    }

    #[must_use]
    pub fn form(mut self, fields: Vec<FieldKey<S>>) -> Self {
        self.face.form = keys(fields);
        self
    }

    #[must_use]
    pub fn filters(mut self, fields: Vec<FieldKey<S>>) -> Self {
        self.face.filters = keys(fields);
        self
    }

    /// Marks each row late, today or planned by this day.
    #[must_use]
    pub fn due(mut self, field: FieldOf<S>) -> Self {
        self.face.due = Some(field.key);
        self
    }

    /// Marks only the rows whose field has this value.
    #[must_use]
    pub fn due_while(mut self, field: FieldOf<S>, value: &'static str) -> Self {
        self.face.due_while = Some((field.key, value));
        self
    }

    /// The list's own order.
    #[must_use]
    pub fn sort(mut self, field: impl Into<FieldKey<S>>, descending: bool) -> Self {
        self.face.sort.push((field.into().key, descending));
        self
    }

    #[must_use]
    pub fn searched(mut self, field: impl Into<FieldKey<S>>, how: Searched) -> Self {
        self.face.searched.push((field.into().key, how));
        self
    }

    /// Promises an index for this filter and sort; `None` filters nothing.
    #[must_use]
    pub fn fast(mut self, filter: Option<FieldKey<S>>, sort: impl Into<FieldKey<S>>) -> Self {
        self.face
            .fast
            .push(FastPair { filter: filter.map(|field| field.key), sort: sort.into().key });
        self
    }

    pub fn build(self) -> Face {
        self.face
    }
}
