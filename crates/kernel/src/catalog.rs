//! All objects of a workspace, checked whole at start: every fault is told at once.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::face::Face;
use crate::kind::Kind;
use crate::language::Language;
use crate::object::{Field, Object, Visibility};
use crate::words::Words;

/// The declarations of the binary and the additions of the workspace; immutable.
#[derive(Debug, Default)]
pub struct Catalog {
    objects: Vec<Arc<Object>>,
    by_key: HashMap<&'static str, usize>,
    by_slug: HashMap<String, usize>,
}

/// What is wrong with the declarations.
#[derive(Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the Catalog has {} fault(s):", self.0.len())?;
        for fault in &self.0 {
            write!(f, "\n  {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

impl Catalog {
    /// Checks the declarations against each other and against the words of all languages.
    ///
    /// # Errors
    /// All faults at once.
    pub fn build(objects: Vec<Object>, words: &Words) -> Result<Self, Faults> {
        let mut catalog = Self::default();
        let mut faults = Vec::new();
        for object in objects {
            let position = catalog.objects.len();
            if catalog.by_key.insert(object.key, position).is_some() {
                faults.push(format!("{}: declared twice", object.key));
            }
            catalog.by_slug.insert(object.slug(), position);
            catalog.objects.push(Arc::new(object));
        }
        for object in &catalog.objects {
            Check { catalog: &catalog, object, words, faults: &mut faults }.run();
        }
        if faults.is_empty() { Ok(catalog) } else { Err(Faults(faults)) }
    }

    /// The declarations as they stand, without a check: for tests of what lies below them.
    pub fn unchecked(objects: Vec<Object>) -> Self {
        let mut catalog = Self::default();
        for object in objects {
            let position = catalog.objects.len();
            catalog.by_key.insert(object.key, position);
            catalog.by_slug.insert(object.slug(), position);
            catalog.objects.push(Arc::new(object));
        }
        catalog
    }

    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    pub fn object(&self, key: &str) -> Option<&Arc<Object>> {
        self.by_key.get(key).and_then(|position| self.objects.get(*position))
    }

    /// The object of a collection in the API: `price-books`.
    pub fn by_slug(&self, slug: &str) -> Option<&Arc<Object>> {
        self.by_slug.get(slug).and_then(|position| self.objects.get(*position))
    }

    /// The object and face of a screen's address: `people`.
    pub fn by_face_slug(&self, slug: &str) -> Option<(&Arc<Object>, &Face)> {
        self.objects.iter().find_map(|object| {
            object.faces.iter().find(|face| face.slug == slug).map(|face| (object, face))
        })
    }
}

/// The Fluent key of a field's label: its own where there is one, else the common one.
pub fn field_label_key(words: &Words, object: &str, field: &str) -> String {
    let own = format!("field-{object}-{field}").replace('_', "-");
    if words.has(Language::En, &own) { own } else { format!("field-{field}").replace('_', "-") }
}

struct Check<'a> {
    catalog: &'a Catalog,
    object: &'a Object,
    words: &'a Words,
    faults: &'a mut Vec<String>,
}

impl Check<'_> {
    fn run(&mut self) {
        if self.object.faces.is_empty() {
            self.fault("has no face");
        }
        let object = self.object;
        for field in &object.fields {
            self.field(field);
        }
        for face in &object.faces {
            self.face(face);
        }
        match &object.visibility {
            Visibility::Owned => {}
            Visibility::ThroughAll(links) | Visibility::OwnedOrThroughAny(links) => {
                for link in links {
                    if object.field(link).and_then(|field| field.kind.link_target()).is_none() {
                        self.fault(&format!("is visible through {link}, which is no link"));
                    }
                }
            }
            Visibility::FollowsRecord { object: key, record } => {
                let key_is_text = object.field(key).is_some_and(|field| field.kind == Kind::Text);
                let record_is_id =
                    object.field(record).is_some_and(|field| field.kind == Kind::File);
                if !key_is_text || !record_is_id {
                    self.fault(&format!(
                        "follows the record of {key} and {record}, which name none"
                    ));
                }
            }
        }
    }

    fn field(&mut self, field: &Field) {
        if let Some(target) = field.kind.link_target()
            && self.catalog.object(target).is_none()
        {
            self.fault(&format!("{} links to {target}, which does not exist", field.key));
        }
        if let Some(list) = field.primary_of
            && !self.object.field(list).is_some_and(|list| list.kind.has_parts())
        {
            self.fault(&format!("{} is the primary of {list}, which has no parts", field.key));
        }
        for facet in &field.facets {
            if !self.object.faces.iter().any(|face| face.key == *facet) {
                self.fault(&format!("{} belongs to {facet}, which is no face", field.key));
            }
        }
        if !field.secret {
            self.word(&field_label_key(self.words, self.object.key, field.key));
        }
        if let Some(set) = field.kind.choice_set() {
            for key in set.keys {
                self.word(&set.label_key(key));
            }
        }
    }

    fn face(&mut self, face: &Face) {
        self.word(&format!("face-{}", face.key).replace('_', "-"));
        for form in ["plural", "new", "empty"] {
            self.word(&format!("face-{}-{form}", face.key).replace('_', "-"));
        }
        let named = face
            .subtitle
            .iter()
            .chain(&face.columns)
            .chain(&face.form)
            .chain(&face.filters)
            .chain(face.sections.iter().flat_map(|section| &section.fields))
            .copied()
            .chain(face.sort.iter().map(|(key, _)| *key))
            .chain(face.searched.iter().map(|(key, _)| *key))
            .chain(face.fast.iter().flat_map(|pair| pair.filter.into_iter().chain([pair.sort])))
            .chain([face.title]);
        for key in named {
            match self.object.field(key) {
                None => self.fault(&format!("face {} names {key:?}, which is no field", face.key)),
                Some(field) if field.secret => {
                    self.fault(&format!("face {} shows the secret {key}", face.key));
                }
                Some(_) => {}
            }
        }
        for section in &face.sections {
            self.word(&format!("section-{}", section.key).replace('_', "-"));
        }
        if let Some((key, value)) = face.facet {
            let known = self.object.field(key).is_some_and(|field| match field.kind {
                Kind::Choice(set) => set.find(value).is_some(),
                _ => false,
            });
            if !known {
                self.fault(&format!("face {} is told by {key} = {value}, no choice", face.key));
            }
        }
    }

    fn word(&mut self, key: &str) {
        for language in Language::ALL {
            if !self.words.has(language, key) {
                self.fault(&format!("no word {key} in {}", language.code()));
            }
        }
    }

    fn fault(&mut self, text: &str) {
        self.faults.push(format!("{}: {text}", self.object.key));
    }
}
