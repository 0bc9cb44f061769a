//! An object: shape, face and conduct put together, checked when the Catalog is built.

use std::collections::HashMap;
use std::marker::PhantomData;

use uuid::Uuid;

use crate::conduct::{Conduct, ConductFn, conduct};
use crate::face::{Face, FieldKey};
use crate::kind::Kind;
use crate::language::Language;
use crate::record::{ENVELOPE, Record};
use crate::shape::FieldOf;
use crate::telling::{Telling, Told, standard, tell};
use crate::value::Value;

/// Who may write a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    Always,
    /// When the record is created, never after.
    Once,
    /// Conduct or the store alone: computed, mirrored or of the envelope.
    Never,
}

/// A field of an object.
#[derive(Clone, Debug)]
pub struct Field {
    pub key: &'static str,
    pub kind: Kind,
    /// Its position in the object's fields: the shape's first, the envelope's behind them.
    pub position: usize,
    pub required: bool,
    pub writing: Writing,
    /// Of the envelope, not of the shape.
    pub system: bool,
    /// Never leaves the server: no API, export, filter, sort or search names it.
    pub secret: bool,
    /// Personal data that logs must not hold and that a later field right may hide.
    pub sensitive: bool,
    /// Records may be matched by it on import and upsert.
    pub matching: bool,
    /// Faces that know this field; empty means all.
    pub facets: Vec<&'static str>,
    /// This scalar is the primary entry of that list: `email` of `emails`.
    pub primary_of: Option<&'static str>,
    /// The value of a new record that names none.
    pub initial: Option<Value>,
    /// How its text reads in each language.
    pub telling: Telling,
}

impl Field {
    /// Whether a face with this key shows and accepts the field.
    pub fn belongs_to(&self, facet: &str) -> bool {
        self.facets.is_empty() || self.facets.contains(&facet)
    }
}

/// Who sees a record, besides the reach of their role over owner and team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// By owner and team.
    Owned,
    /// Whoever sees every one of the records that these links point to.
    ThroughAll(Vec<&'static str>),
    /// By owner and team, or whoever sees one of the records that these links point to.
    OwnedOrThroughAny(Vec<&'static str>),
    /// Whoever sees the record that two fields name: the key of an object in a text field and an
    /// id in a column of kind file. Files and comments follow their record so.
    FollowsRecord { object: &'static str, record: &'static str },
}

/// An object as the Catalog keeps it.
#[derive(Clone, Debug)]
pub struct Object {
    pub key: &'static str,
    /// `parties`, and in the API's addresses with hyphens.
    pub plural: &'static str,
    /// The shape's fields, then the envelope's.
    pub fields: Vec<Field>,
    /// How many of the fields are the shape's.
    pub shape_len: usize,
    pub faces: Vec<Face>,
    pub conduct: ConductFn,
    pub visibility: Visibility,
    /// Whether the API lists it under its plural.
    pub in_api: bool,
    /// Whether the journal, the change feed and the search know it. Sessions do without.
    pub journaled: bool,
    positions: HashMap<&'static str, usize>,
}

impl Object {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.positions.get(key).and_then(|position| self.fields.get(*position))
    }

    /// The API's collection: `price-books`.
    pub fn slug(&self) -> String {
        self.plural.replace('_', "-")
    }

    /// The fields of the shape.
    pub fn shape_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().take(self.shape_len)
    }

    /// The value of a field by its key; `Null` when there is no such field.
    pub fn value(&self, record: &Record, key: &str) -> Value {
        self.field(key).map_or(Value::Null, |field| record.value(field.position))
    }

    /// The face that shows this record.
    pub fn face_of(&self, record: &Record) -> Option<&Face> {
        self.faces
            .iter()
            .find(|face| match face.facet {
                None => true,
                Some((field, key)) => self.value(record, field).as_text() == Some(key),
            })
            .or(self.faces.first())
    }

    /// The field that names a record.
    pub fn title_field(&self) -> Option<&Field> {
        self.faces.first().and_then(|face| self.field(face.title))
    }

    /// What a record is called.
    pub fn title(&self, record: &Record) -> String {
        self.title_field()
            .and_then(|field| record.value(field.position).as_text().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Puts the texts of a record into the reader's language, where they are told so. For pages
    /// and files that people read; what is written back is compared with this.
    pub fn retell(&self, record: &mut Record, language: Language) {
        for field in self.shape_fields() {
            if let Some(text) = self.told(record, field, language)
                && let Some(value) = record.values.get_mut(field.position)
            {
                *value = Value::Text(text);
            }
        }
    }

    /// How a text reads in this language; `None` when it reads as it is kept.
    pub fn told(&self, record: &Record, field: &Field, language: Language) -> Option<String> {
        match &field.telling {
            Telling::AsTyped => None,
            Telling::Standard => {
                let kept = record.peek(field.position);
                self.standard(record.id(), field, kept.as_text()?, language)
            }
            Telling::ByShape { tell, .. } => {
                Some(tell(record, language)).filter(|text| !text.is_empty())
            }
        }
    }

    /// As [`Object::told`], of a standard text that was read without its record.
    pub fn standard(
        &self,
        record: Uuid,
        field: &Field,
        text: &str,
        language: Language,
    ) -> Option<String> {
        if !matches!(field.telling, Telling::Standard) {
            return None;
        }
        let is_title = self.title_field().is_some_and(|title| title.key == field.key);
        standard(record, if is_title { "" } else { field.key }, text, language)
    }
}

/// Builds an object from its shape.
pub struct ObjectOf<S> {
    object: Object,
    shape: PhantomData<fn() -> S>,
}

/// Begins the declaration of an object.
pub fn object<S: Conduct>() -> ObjectOf<S> {
    let mut fields: Vec<Field> = Vec::new();
    let shape = S::shape();
    let shape_len = shape.len();
    for (position, (key, kind)) in shape.into_iter().chain(ENVELOPE).enumerate() {
        let system = position >= shape_len;
        let writable = !system || key == "owner" || key == "team";
        fields.push(Field {
            key,
            kind: if key == "id" && system { Kind::Link(S::OBJECT) } else { kind },
            position,
            required: false,
            writing: if writable { Writing::Always } else { Writing::Never },
            system,
            secret: false,
            sensitive: false,
            matching: false,
            facets: Vec::new(),
            primary_of: None,
            initial: None,
            telling: Telling::AsTyped,
        });
    }
    let positions = fields.iter().map(|field| (field.key, field.position)).collect();
    ObjectOf {
        object: Object {
            key: S::OBJECT,
            plural: S::PLURAL,
            fields,
            shape_len,
            faces: Vec::new(),
            conduct: conduct::<S>,
            visibility: Visibility::Owned,
            in_api: true,
            journaled: true,
            positions,
        },
        shape: PhantomData,
    }
}

impl<S: Conduct> ObjectOf<S> {
    fn each(mut self, fields: Vec<FieldKey<S>>, change: impl Fn(&mut Field)) -> Self {
        for key in fields {
            if let Some(field) = self.object.fields.iter_mut().find(|field| field.key == key.key) {
                change(field);
            }
        }
        self
    }

    #[must_use]
    pub fn required(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.required = true)
    }

    /// Written when created, never after.
    #[must_use]
    pub fn once(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.writing = Writing::Once)
    }

    /// Settled by conduct or the store, never written from outside.
    #[must_use]
    pub fn settled(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.writing = Writing::Never)
    }

    #[must_use]
    pub fn secret(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| {
            field.secret = true;
            field.sensitive = true;
        })
    }

    #[must_use]
    pub fn sensitive(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.sensitive = true)
    }

    /// Imports and upserts may match records by these.
    #[must_use]
    pub fn matching(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.matching = true)
    }

    /// These belong to one facet only.
    #[must_use]
    pub fn only_for(self, facet: &'static str, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.facets.push(facet))
    }

    /// The scalar is the primary entry of the list: filters and writes go to the list.
    #[must_use]
    pub fn primary(self, scalar: FieldOf<S>, list: FieldOf<S>) -> Self {
        self.each(vec![scalar.into()], |field| field.primary_of = Some(list.key))
    }

    /// The value of a new record that names none.
    #[must_use]
    pub fn initial(self, field: FieldOf<S>, value: Value) -> Self {
        self.each(vec![field.into()], |field| field.initial = Some(value.clone()))
    }

    /// Of standard records these read in the reader's language, until somebody changes them.
    #[must_use]
    pub fn standard(self, fields: Vec<FieldKey<S>>) -> Self {
        self.each(fields, |field| field.telling = Telling::Standard)
    }

    #[must_use]
    pub fn face(mut self, face: Face) -> Self {
        self.object.faces.push(face);
        self
    }

    #[must_use]
    pub fn visibility(mut self, visibility: Visibility) -> Self {
        self.object.visibility = visibility;
        self
    }

    #[must_use]
    pub fn hidden_from_api(mut self) -> Self {
        self.object.in_api = false;
        self
    }

    pub fn build(self) -> Object {
        self.object
    }
}

impl<S: Conduct + Told> ObjectOf<S> {
    /// The shape says how this field reads in each language, from these others.
    #[must_use]
    pub fn told(self, field: FieldOf<S>, needs: Vec<FieldKey<S>>) -> Self {
        let needs: Vec<&'static str> = needs.into_iter().map(|field| field.key).collect();
        self.each(vec![field.into()], |field| {
            field.telling = Telling::ByShape { needs: needs.clone(), tell: tell::<S> };
        })
    }
}
