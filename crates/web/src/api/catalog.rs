//! `GET /api/v1/catalog`: objects, fields, kinds, choices, in the asker's language.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::Uri;
use kernel::access::{Act, Scope};
use kernel::catalog::field_label_key;
use kernel::face::Face;
use kernel::kind_rules::operators;
use kernel::object::{Field, Object, Writing};
use kernel::words::Words;
use serde_json::{Map, Value as Json, json};

use super::answer::Answer;
use super::params::Params;
use crate::app::App;
use crate::error::ApiError;
use crate::session::Signed;

/// Answers the Catalog.
pub async fn catalog(
    State(app): State<App>,
    signed: Signed,
    uri: Uri,
) -> Result<Response, ApiError> {
    Params::read(&uri)?.finish()?;
    let speaker = Speaker { words: Words::get(), scope: &signed.scope };
    let catalog = app.catalog();
    let objects: Vec<Json> = catalog
        .objects()
        .filter(|object| object.in_api)
        .map(|object| speaker.object(object, &app))
        .collect();
    Ok(Answer::ok(json!({"objects": objects})).into_response())
}

struct Speaker<'a> {
    words: &'static Words,
    scope: &'a Scope,
}

impl Speaker<'_> {
    fn object(&self, object: &Object, app: &App) -> Json {
        let rights: Map<String, Json> = Act::ALL
            .into_iter()
            .map(|act| (act.key().to_owned(), json!(self.scope.reach(object.key, act))))
            .collect();
        let actions: Vec<Json> = app
            .actions()
            .iter()
            .filter(|action| action.object == object.key)
            .map(|action| json!({"key": action.key, "label": self.text(&action.label_key())}))
            .collect();
        let fields: Vec<Json> = object
            .fields
            .iter()
            .filter(|field| !field.secret)
            .map(|field| self.field(object, field))
            .collect();
        json!({
            "key": object.key,
            "collection": object.slug(),
            "title": object.title_field().map(|field| field.key),
            "faces": object.faces.iter().map(|face| self.face(face)).collect::<Vec<_>>(),
            "fields": fields,
            "actions": actions,
            "rights": rights,
        })
    }

    fn face(&self, face: &Face) -> Json {
        let key = format!("face-{}", face.key).replace('_', "-");
        json!({
            "key": face.key,
            "path": format!("/{}", face.slug),
            "label": self.text(&key),
            "label_plural": self.text(&format!("{key}-plural")),
            "when": face.facet.map(|(field, value)| json!({field: value})),
        })
    }

    fn field(&self, object: &Object, field: &Field) -> Json {
        let mut json = json!({
            "key": field.key,
            "label": self.text(&field_label_key(self.words, object.key, field.key)),
            "kind": field.kind.key(),
            "required": field.required,
            "write": match field.writing {
                Writing::Always => "always",
                Writing::Once => "once",
                Writing::Never => "never",
            },
            "sensitive": field.sensitive,
            "matching": field.matching,
            "operators": operators(field.kind).iter().map(|op| op.key()).collect::<Vec<_>>(),
        });
        let Some(members) = json.as_object_mut() else {
            return json;
        };
        if let Some(target) = field.kind.link_target() {
            members.insert("target".into(), json!(target));
        }
        if let Some(set) = field.kind.choice_set() {
            let choices: Vec<Json> = set
                .keys
                .iter()
                .map(|key| json!({"key": key, "label": self.text(&set.label_key(key))}))
                .collect();
            members.insert("choices".into(), Json::Array(choices));
        }
        if !field.facets.is_empty() {
            members.insert("faces".into(), json!(field.facets));
        }
        if let Some(list) = field.primary_of {
            members.insert("primary_of".into(), json!(list));
        }
        json
    }

    fn text(&self, key: &str) -> String {
        self.words.text(self.scope.language, key)
    }
}
