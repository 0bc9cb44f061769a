//! Cells that hold lists and objects, as our own exports write them.

use kernel::Refusal;
use kernel::kind::Kind;
use kernel::kind_rules::read_json;
use kernel::value::Value;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Draft, Plan, Wish};
use crate::import::cell;
use crate::import::mapping::Target;
use crate::import::plan::Column;

impl Plan {
    /// Reads a nested cell.
    pub(super) fn read_nested(
        &self,
        column: &Column,
        text: &str,
        draft: &mut Draft,
    ) -> Result<(), Refusal> {
        let nested: Json = serde_json::from_str(cell::text(text)?)
            .map_err(|_| Refusal::new("wrong-type").with("expected", column.kind.key()))?;
        let wrong = || Refusal::new("wrong-type").with("expected", column.kind.key());
        let Target::Field(key) = column.target else {
            return Err(wrong());
        };
        match column.kind {
            Kind::Link(target) => {
                let keys = self.named(target, &nested).ok_or_else(wrong)?;
                self.wish_twofold(draft, (key, keys), (column, text));
            }
            Kind::Links(target) => {
                let list = nested.as_array().ok_or_else(wrong)?;
                let keys = list.iter().map(|one| self.named(target, one).ok_or_else(wrong));
                let keys: Vec<_> = keys.collect::<Result<Vec<_>, _>>()?;
                self.wish_twofold(draft, (key, keys.concat()), (column, text));
            }
            kind => {
                let value = read_json(kind, &known(kind, nested), &column.rules.reading)?;
                draft.values.push((key, value));
            }
        }
        Ok(())
    }

    /// A record by its id and by its title.
    fn named(&self, target: &'static str, one: &Json) -> Option<Vec<(&'static str, Value)>> {
        let id = |text: &str| Uuid::try_parse(text).ok();
        if let Json::String(text) = one {
            let bare = self.bare_key(target, text);
            return Some(vec![bare.clone(), bare]);
        }
        let said = one.get("id").and_then(Json::as_str).and_then(id);
        let title = one.get("title").and_then(Json::as_str).filter(|title| !title.is_empty());
        let by_id = said.map(|id| ("id", Value::Id(id)));
        let by_title = title.and_then(|title| {
            Some((self.linked.get(target)?.title, Value::Text(title.to_owned())))
        });
        match (by_id, by_title) {
            (Some(id), Some(title)) => Some(vec![id, title]),
            (Some(one), None) | (None, Some(one)) => Some(vec![one.clone(), one]),
            (None, None) => None,
        }
    }

    fn wish_twofold(
        &self,
        draft: &mut Draft,
        (link, keys): (&'static str, Vec<(&'static str, Value)>),
        (column, text): (&Column, &str),
    ) {
        // A column beside it may have named the same record already.
        draft.links.retain(|wish| wish.link != link);
        let Some(kind) = self.object.field(link).map(|field| field.kind) else {
            return;
        };
        if let Kind::Link(target) | Kind::Links(target) = kind {
            draft.links.push(Wish {
                link,
                target,
                many: matches!(kind, Kind::Links(_)),
                is_twofold: true,
                keys,
                column: column.heading.clone(),
                cell: text.to_owned(),
            });
        }
    }
}

/// Choices may be written as their labels.
fn known(kind: Kind, nested: Json) -> Json {
    match (kind, nested) {
        (Kind::Choices(set), Json::Array(list)) => list
            .into_iter()
            .map(|one| match one.as_str().and_then(|text| cell::choice(set, text)) {
                Some(key) => Json::String(key.to_owned()),
                None => one,
            })
            .collect(),
        (_, nested) => nested,
    }
}
