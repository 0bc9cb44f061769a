//! A small world to ask about: things of every kind of field, ties between them, deeds and papers.

#![expect(dead_code, reason = "each test file uses a part")]

pub mod naive;
pub mod shapes;

use std::sync::Arc;

use jiff::Timestamp;
use kernel::Result;
use kernel::access::{Act, Actor, ObjectRights, Reach, Rights, Scope};
use kernel::catalog::Catalog;
use kernel::filter::{Comparison, Filter, Op, Operand, Path, SortKey};
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::object::Object;
use kernel::record::{Envelope, Record};
use kernel::text::sort_key::Collation;
use kernel::value::Value;
use store::migrate::Migrations;
use store::query::{self, Asking, Count, ListRequest, Page};
use store::workspace::Workspace;
use store::{SqlValue, Store, Tx, columns, search};
use uuid::Uuid;

use crate::space::Space;

pub struct World {
    pub store: Store,
    pub catalog: Arc<Catalog>,
    pub language: Language,
    pub space: Space,
}

/// A list that a test asks for.
#[derive(Clone)]
pub struct Asked {
    pub request: ListRequest,
    pub scope: Scope,
}

impl World {
    pub async fn new(space: Space) -> Self {
        Self::speaking(space, Language::Es).await
    }

    pub async fn speaking(space: Space, language: Language) -> Self {
        let catalog = Arc::new(Catalog::unchecked(shapes::objects()));
        let mut config = space.config();
        config.migrations = Migrations::embedded().up_to(2).and("world", &tables(&catalog));
        let store = Store::open(config).await.unwrap();
        let workspace = Workspace { language, fiscal_start_month: 4, ..Workspace::default() };
        store
            .write(move |tx| {
                let workspace = workspace.clone();
                Box::pin(async move { workspace.store(tx, Timestamp::UNIX_EPOCH).await })
            })
            .await
            .unwrap();
        Self { store, catalog, language, space }
    }

    pub fn object(&self, key: &str) -> Arc<Object> {
        Arc::clone(self.catalog.object(key).unwrap())
    }

    /// Puts records into the tables and the search, as they are.
    pub async fn insert(&self, key: &'static str, records: &[Record]) {
        let (catalog, language) = (Arc::clone(&self.catalog), self.language);
        for chunk in records.chunks(1_000) {
            let (chunk, catalog) = (chunk.to_vec(), Arc::clone(&catalog));
            self.store
                .write(move |tx| {
                    let (chunk, catalog) = (chunk.clone(), Arc::clone(&catalog));
                    Box::pin(async move {
                        let object = catalog.object(key).unwrap();
                        insert(tx, object, &chunk, language).await?;
                        let records: Vec<(&Object, &Record)> =
                            chunk.iter().map(|record| (&**object, record)).collect();
                        search::index_records(tx, &catalog, &records, false).await
                    })
                })
                .await
                .unwrap();
        }
    }

    pub async fn execute(&self, sql: &'static str, parameters: Vec<SqlValue>) {
        self.store
            .write(move |tx| {
                let parameters = parameters.clone();
                Box::pin(async move { tx.execute(sql, &parameters).await.map(drop) })
            })
            .await
            .unwrap();
    }

    /// Writes all documents anew, from the records as they are now.
    pub async fn index_again(&self) {
        let catalog = Arc::clone(&self.catalog);
        let all = r#"insert into "search_queue" ("record", "object")
            select "record", "object" from "search_document""#;
        self.execute(all, Vec::new()).await;
        self.store
            .write(move |tx| {
                let catalog = Arc::clone(&catalog);
                Box::pin(async move {
                    search::index_queued(tx, &catalog, &robot(), 10_000).await.map(drop)
                })
            })
            .await
            .unwrap();
    }

    pub fn asked(&self, key: &str) -> Asked {
        Asked {
            request: ListRequest {
                object: self.object(key),
                filter: Filter::everything(),
                sort: Vec::new(),
                limit: 50,
                cursor: None,
                fields: Vec::new(),
                search: None,
                deleted: false,
                act: Act::See,
            },
            scope: robot(),
        }
    }

    pub async fn page(&self, asked: &Asked) -> Result<Page> {
        let (catalog, asked, store) =
            (Arc::clone(&self.catalog), asked.clone(), self.store.clone());
        self.store
            .read(move |tx| {
                let (catalog, asked, store) = (Arc::clone(&catalog), asked.clone(), store.clone());
                Box::pin(async move {
                    let asking = Asking { catalog: &catalog, scope: &asked.scope };
                    query::list(tx, asking, store.sealer(), &asked.request).await
                })
            })
            .await
    }

    pub async fn count(&self, asked: &Asked) -> Result<Count> {
        let (catalog, asked) = (Arc::clone(&self.catalog), asked.clone());
        self.store
            .read(move |tx| {
                let (catalog, asked) = (Arc::clone(&catalog), asked.clone());
                Box::pin(async move {
                    let asking = Asking { catalog: &catalog, scope: &asked.scope };
                    query::count(tx, asking, &asked.request).await
                })
            })
            .await
    }

    /// All pages, one behind the other.
    pub async fn all(&self, asked: &Asked) -> Result<Vec<Record>> {
        let mut asked = asked.clone();
        let mut records = Vec::new();
        loop {
            let page = self.page(&asked).await?;
            assert!(page.records.len() <= usize::try_from(asked.request.limit).unwrap());
            assert!(!page.bounded, "a small world is looked at whole");
            records.extend(page.records);
            match page.next {
                None => return Ok(records),
                next => asked.request.cursor = next,
            }
        }
    }
}

impl Asked {
    pub fn by(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    pub fn filter(mut self, filter: Filter) -> Self {
        self.request.filter = filter;
        self
    }

    pub fn limit(mut self, limit: u32) -> Self {
        self.request.limit = limit;
        self
    }

    pub fn sort(mut self, keys: &[(&'static str, bool)]) -> Self {
        self.request.sort =
            keys.iter().map(|(field, descending)| key(field, *descending)).collect();
        self
    }
}

pub fn key(field: &'static str, descending: bool) -> SortKey {
    SortKey { path: Path { link: None, field }, descending }
}

/// A comparison; `parent.name` goes over a link.
pub fn compare(path: &'static str, op: Op, operand: Operand) -> Filter {
    let (link, field) = match path.split_once('.') {
        Some((link, field)) => (Some(link), field),
        None => (None, path),
    };
    Filter::Compare(Comparison { path: Path { link, field }, op, operand })
}

pub fn eq(path: &'static str, value: Value) -> Filter {
    compare(path, Op::Eq, Operand::One(value))
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn now() -> Timestamp {
    "2026-04-15T10:00:00Z".parse().unwrap()
}

pub fn robot() -> Scope {
    Scope::robot("test", now())
}

/// Somebody with one reach over everything.
pub fn person(id: Uuid, teams: &[Uuid], reach: Reach) -> Scope {
    let rights = Rights { standard: ObjectRights::every(reach), ..Rights::default() };
    Scope { actor: Actor::User { id }, teams: teams.into(), rights: Arc::new(rights), ..robot() }
}

/// A record of an object with these fields.
pub fn record(object: &Object, fields: &[(&str, Value)]) -> Record {
    let mut record = Record {
        envelope: Envelope {
            id: Uuid::now_v7(),
            version: 1,
            created_at: now(),
            updated_at: now(),
            ..Envelope::default()
        },
        values: object
            .shape_fields()
            .map(|field| if field.kind == Kind::YesNo { Value::Bool(false) } else { Value::Null })
            .collect(),
        custom: None,
    };
    for (key, value) in fields {
        let envelope = &mut record.envelope;
        match *key {
            "id" => envelope.id = value.as_id().unwrap(),
            "owner" => envelope.owner = value.as_id(),
            "team" => envelope.team = value.as_id(),
            "created_at" => envelope.created_at = value.as_instant().unwrap(),
            "updated_at" => envelope.updated_at = value.as_instant().unwrap(),
            "deleted_at" => envelope.deleted_at = value.as_instant(),
            key => record.values[object.field(key).unwrap().position] = value.clone().normalised(),
        }
    }
    record
}

async fn insert(
    tx: &mut Tx,
    object: &Object,
    records: &[Record],
    language: Language,
) -> Result<()> {
    let collation = Collation::of(language);
    let mut names: Vec<String> = columns::ENVELOPE.iter().map(ToString::to_string).collect();
    names.extend(object.shape_fields().flat_map(columns::written_columns));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows = records.iter().map(|record| {
        let mut row: Vec<SqlValue> =
            (0..9).map(|at| columns::scalar(&record.envelope.value(at))).collect();
        for (field, value) in object.shape_fields().zip(&record.values) {
            row.extend(columns::bind(field.kind, value, collation));
        }
        row
    });
    tx.insert_rows(object.key, &names, rows.collect()).await?;
    for field in object.shape_fields() {
        let Some(table) = columns::child_table(object, field) else {
            continue;
        };
        let rows = records
            .iter()
            .flat_map(|record| columns::child_rows(record.id(), &record.values[field.position]));
        tx.insert_rows(&table, columns::child_columns(field.kind), rows.collect()).await?;
    }
    Ok(())
}

/// The tables of all objects, and the indexes that the faces promise.
fn tables(catalog: &Catalog) -> String {
    let mut sql = String::new();
    for object in catalog.objects() {
        let key = object.key;
        sql.push_str(&format!(
            "create table \"{key}\" (\"id\" {{id}} not null primary key, \"version\" {{int}} not null, \
             \"created_at\" {{instant}} not null, \"created_by\" {{id}}, \"updated_at\" {{instant}} not null, \
             \"owner\" {{id}}, \"team\" {{id}}, \"deleted_at\" {{instant}}, \"deleted_by\" {{id}}, \"custom\" {{json}}"
        ));
        for field in object.shape_fields() {
            for (place, column) in columns::written_columns(field).iter().enumerate() {
                sql.push_str(&format!(", \"{column}\" {}", column_type(field.kind, place)));
            }
        }
        sql.push_str(") {strict};\n");
        for field in object.shape_fields() {
            let Some(table) = columns::child_table(object, field) else {
                continue;
            };
            let parts = columns::child_columns(field.kind).iter().map(|column| match *column {
                "record" | "entry" => format!("\"{column}\" {{id}} not null"),
                "position" => "\"position\" {int} not null".to_owned(),
                "primary" => "\"primary\" {bool} not null".to_owned(),
                other => format!("\"{other}\" {{text}}"),
            });
            let parts: Vec<String> = parts.collect();
            sql.push_str(&format!(
                "create table \"{table}\" ({}, primary key (\"record\", \"position\")) {{strict}};\n",
                parts.join(", ")
            ));
            sql.push_str(&format!(
                "create index \"{table}_value\" on \"{table}\" (\"value_key\", \"record\");\n"
            ));
            if field.kind == Kind::Addresses {
                sql.push_str(&format!(
                    "create index \"{table}_city\" on \"{table}\" (\"city_key\", \"record\");\n"
                ));
            }
        }
        sql.push_str(&indexes(object));
    }
    sql
}

fn indexes(object: &Object) -> String {
    let mut made = Vec::new();
    for face in &object.faces {
        for pair in &face.fast {
            let column = |key: &str| match object.field(key).unwrap().kind {
                Kind::Text | Kind::Name => format!("\"{key}_key\""),
                _ => format!("\"{key}\""),
            };
            let mut columns: Vec<String> = face.facet.iter().map(|(key, _)| column(key)).collect();
            columns.extend(pair.filter.map(column));
            columns.push(column(pair.sort));
            columns.push("\"id\"".to_owned());
            let line = format!(
                "on \"{}\" ({}) where \"deleted_at\" is null;\n",
                object.key,
                columns.join(", ")
            );
            if !made.contains(&line) {
                made.push(line);
            }
        }
    }
    let named = made.iter().enumerate();
    named.map(|(at, line)| format!("create index \"{}_{at}\" {line}", object.key)).collect()
}

fn column_type(kind: Kind, place: usize) -> &'static str {
    match (kind, place) {
        (Kind::Text | Kind::Name, 1) => "{bytes}",
        (Kind::Money, 1) => "{text}",
        (Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Duration | Kind::Money, _) => {
            "{int}"
        }
        (Kind::YesNo, _) => "{bool} not null default 0",
        (Kind::Date, _) => "{date}",
        (Kind::Instant, _) => "{instant}",
        (Kind::Link(_) | Kind::File, _) => "{id}",
        _ => "{text}",
    }
}
