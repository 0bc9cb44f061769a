//! The declarations and the tables say the same: no field without its columns, no column without
//! its field.

use std::collections::{BTreeMap, BTreeSet};

use kernel::kind::Kind;
use kernel::object::Object;
use store::columns::{self, ENVELOPE, Place};
use testkit::{App, Engine, on_both_engines};

/// Columns by table, each with what the database says of its type.
type Tables = BTreeMap<String, BTreeMap<String, String>>;

async fn tables(app: &App, engine: Engine) -> Tables {
    let sql = match engine {
        Engine::Sqlite => {
            r#"select t."name", c."name", lower(c."type") from pragma_table_list t, pragma_table_info(t."name") c
            where t."schema" = 'main'"#
        }
        Engine::Postgres => {
            r#"select table_name::text, column_name::text, data_type::text from information_schema.columns
            where table_schema = current_schema()"#
        }
    };
    let mut tables = Tables::new();
    for row in app.sql(sql, &[]).await {
        let text = |at| row.text(at).unwrap().to_owned();
        tables.entry(text(0)).or_default().insert(text(1), text(2));
    }
    tables
}

/// The columns of each index, by table.
async fn indexes(app: &App, engine: Engine) -> BTreeMap<String, Vec<Vec<String>>> {
    let sql = match engine {
        Engine::Sqlite => {
            r#"select t."name", l."name", x."name" from pragma_table_list t, pragma_index_list(t."name") l,
                pragma_index_info(l."name") x
            where t."schema" = 'main' order by t."name", l."name", x."seqno""#
        }
        Engine::Postgres => {
            r#"select t.relname::text, i.relname::text, a.attname::text from pg_index x
            join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
            cross join lateral unnest(x.indkey::int[]) with ordinality k(number, place)
            join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
            where t.relnamespace = (select oid from pg_namespace where nspname = current_schema())
            order by t.relname, i.relname, k.place"#
        }
    };
    let mut named: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for row in app.sql(sql, &[]).await {
        let text = |at| row.text(at).unwrap().to_owned();
        named.entry((text(0), text(1))).or_default().push(text(2));
    }
    let mut indexes: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for ((table, _), columns) in named {
        indexes.entry(table).or_default().push(columns);
    }
    indexes
}

/// The column that rows are sorted and found by.
fn compared(object: &Object, key: &str) -> String {
    let field = object.field(key).unwrap_or_else(|| panic!("{} has no {key}", object.key));
    match columns::place(field.kind) {
        Place::Sorted => format!("{key}_key"),
        _ => key.to_owned(),
    }
}

fn declared(object: &Object) -> BTreeSet<String> {
    let envelope = ENVELOPE.iter().map(ToString::to_string);
    let fields = object.shape_fields().flat_map(columns::written_columns);
    envelope.chain(fields).chain(["custom".to_owned()]).collect()
}

/// How the engines call the column that a kind's value itself lies in.
const fn type_of(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Whole
        | Kind::Decimal { .. }
        | Kind::Percent
        | Kind::Duration
        | Kind::Money
        | Kind::YesNo
        | Kind::Instant => ("integer", "bigint"),
        Kind::Link(_) | Kind::File => ("blob", "uuid"),
        Kind::Address => ("text", "text"),
        _ => ("text", "text"),
    }
}

on_both_engines! {
    async fn every_field_has_its_columns_and_every_column_its_field(engine) {
        let app = App::start(engine).await;
        let tables = tables(&app, engine).await;
        let mut compared = 0;
        for object in app.web.catalog().objects() {
            let table = tables.get(object.key).unwrap_or_else(|| panic!("no table {}", object.key));
            let there: BTreeSet<String> = table.keys().cloned().collect();
            assert_eq!(there, declared(object), "the columns of {}", object.key);
            for field in object.shape_fields() {
                let Some(child) = columns::child_table(object, field) else {
                    let (sqlite, postgres) = type_of(field.kind);
                    let expected = if engine == Engine::Sqlite { sqlite } else { postgres };
                    assert_eq!(table[field.key], expected, "{}.{}", object.key, field.key);
                    continue;
                };
                let table = tables.get(&child).unwrap_or_else(|| panic!("no table {child}"));
                let there: BTreeSet<&str> = table.keys().map(String::as_str).collect();
                let expected = columns::child_columns(field.kind).iter().copied().collect();
                assert_eq!(there, expected, "the columns of {child}");
            }
            compared += 1;
        }
        assert!(compared > 8, "{compared}");
        app.stop().await;
    }

    async fn every_table_of_entries_belongs_to_a_field(engine) {
        let app = App::start(engine).await;
        let catalog = app.web.catalog();
        let children: BTreeSet<String> = catalog
            .objects()
            .flat_map(|object| object.shape_fields().filter_map(|field| columns::child_table(object, field)))
            .collect();
        for (table, columns) in tables(&app, engine).await {
            let is_child = ["record", "position", "value_key"].iter().all(|key| columns.contains_key(*key));
            assert!(!is_child || children.contains(&table), "{table} belongs to no field");
        }
        app.stop().await;
    }

    async fn the_trash_of_every_object_has_its_index(engine) {
        let app = App::start(engine).await;
        let indexes = indexes(&app, engine).await;
        let index = ["deleted_at", "id"].map(str::to_owned).to_vec();
        for object in app.web.catalog().objects() {
            let there = indexes.get(object.key).is_some_and(|all| all.contains(&index));
            assert!(there, "{}", object.key);
        }
        app.stop().await;
    }

    async fn every_pair_that_a_face_promises_has_its_index(engine) {
        let app = App::start(engine).await;
        let indexes = indexes(&app, engine).await;
        let (mut looked, mut missing) = (0, Vec::new());
        for object in app.web.catalog().objects() {
            for face in &object.faces {
                for pair in &face.fast {
                    let asked = [pair.filter, Some(pair.sort), Some("id")];
                    let narrow: Vec<String> = asked.iter().flatten().map(|key| compared(object, key)).collect();
                    let facet = face.facet.map(|(field, _)| field.to_owned());
                    let wide: Vec<String> = facet.into_iter().chain(narrow.clone()).collect();
                    let there = indexes.get(object.key).is_some_and(|all| {
                        all.iter().any(|index| *index == narrow || *index == wide)
                    });
                    looked += 1;
                    if !there {
                        missing.push(format!("{}: {wide:?}", object.key));
                    }
                }
            }
        }
        assert!(looked > 20, "{looked}");
        assert!(missing.is_empty(), "no index for:\n{}", missing.join("\n"));
        app.stop().await;
    }
}
