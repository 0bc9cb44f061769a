//! What was found, ranked and named.

use std::cmp::Reverse;

use kernel::Result;
use kernel::kind::Kind;
use kernel::kind_rules::to_cell;
use kernel::object::{Field, Object};
use kernel::record::Record;
use kernel::value::Value;
use kernel::words::Words;
use uuid::Uuid;

use super::question::{Closeness, Question};
use super::rank::{Rank, Tier};
use crate::query::{self, Asking, Titles};
use crate::tx::Tx;

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub object: &'static str,
    /// The key of the face that shows it.
    pub facet: &'static str,
    pub id: Uuid,
    pub title: String,
    /// What tells it from others of the same name.
    pub subtitle: String,
}

/// A visible candidate.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    object: &'a Object,
    record: Record,
    rank: Rank,
}

impl Found<'_> {
    pub fn rated(mut self, question: &Question, closeness: Closeness, asking: Asking<'_>) -> Self {
        let envelope = &self.record.envelope;
        let tier = Tier::of(question, &self.object.title(&self.record), closeness);
        let own = envelope.owner.is_some() && envelope.owner == asking.scope.user();
        self.rank = (tier, !own, Reverse(envelope.updated_at), envelope.id);
        self
    }
}

/// The records of these ids that the asker may see, with what a hit shows.
pub(super) async fn seen<'a>(
    tx: &mut Tx,
    asking: Asking<'_>,
    object: &'a Object,
    ids: &[Uuid],
) -> Result<Vec<Found<'a>>> {
    let mut fields: Vec<&'static str> = Vec::new();
    for face in &object.faces {
        fields.push(face.title);
        fields.extend(face.facet.iter().map(|(field, _)| *field));
        fields.extend(&face.subtitle);
    }
    let mut records = query::get_some(tx, asking, object, ids, &fields).await?;
    for record in &mut records {
        object.retell(record, asking.scope.language);
    }
    let rank =
        |record: &Record| (Tier::Elsewhere, true, Reverse(record.envelope.updated_at), record.id());
    Ok(records.into_iter().map(|record| Found { object, rank: rank(&record), record }).collect())
}

/// The best of what was found, with the names of what they link to.
pub(super) async fn ranked(
    tx: &mut Tx,
    asking: Asking<'_>,
    mut found: Vec<Found<'_>>,
    limit: usize,
) -> Result<Vec<Hit>> {
    found.sort_by_key(|hit| hit.rank);
    found.truncate(limit);
    let mut links = Vec::new();
    for Found { object, record, .. } in &found {
        for field in subtitle_fields(object, record) {
            if let (Kind::Link(target), Value::Id(id)) = (field.kind, record.value(field.position))
            {
                links.push((target, id));
            }
        }
    }
    let titles = query::titles(tx, asking, &links).await?;
    let hits = found.iter().map(|Found { object, record, .. }| Hit {
        object: object.key,
        facet: object.face_of(record).map_or(object.key, |face| face.key),
        id: record.id(),
        title: object.title(record),
        subtitle: subtitle(asking, (object, record), &titles),
    });
    Ok(hits.collect())
}

fn subtitle_fields<'a>(object: &'a Object, record: &Record) -> impl Iterator<Item = &'a Field> {
    let keys = object.face_of(record).map(|face| face.subtitle.as_slice()).unwrap_or_default();
    keys.iter().filter_map(|key| object.field(key)).filter(|field| !field.secret)
}

fn subtitle(asking: Asking<'_>, (object, record): (&Object, &Record), titles: &Titles) -> String {
    let parts: Vec<String> = subtitle_fields(object, record)
        .filter_map(|field| {
            let value = record.value(field.position);
            match (field.kind, &value) {
                (_, Value::Null) => None,
                (Kind::Link(target), Value::Id(id)) => titles.get(target, *id).map(str::to_owned),
                (Kind::Choice(set), Value::Text(key)) => {
                    Some(Words::get().text(asking.scope.language, &set.label_key(key)))
                }
                (kind, value) => Some(to_cell(kind, value)),
            }
        })
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}
