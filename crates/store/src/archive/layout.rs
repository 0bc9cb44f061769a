//! The tables of a schema as its migrations say: names, columns, what they hold, their key.

use std::collections::BTreeMap;

use super::LEFT_OUT;
use crate::migrate::Migrations;

/// What a column holds: the placeholder of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Id,
    Int,
    Text,
    Bytes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    pub held: Held,
}

/// A table that a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The columns of its primary key; none when it has no key.
    pub key: Vec<String>,
}

/// Its row says where the journal ends, so it is restored before what waits for a number.
pub(super) const SEQUENCER: &str = "sequencer";

/// The tables of a schema; the sequencer's first, a parent before its child tables.
pub(super) fn tables(migrations: &Migrations) -> Vec<Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for step in migrations.steps() {
        for statement in common(&step.script).split(';') {
            read(statement.trim(), &mut tables);
        }
    }
    tables.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
    let sequencer = tables.remove(SEQUENCER);
    sequencer.into_iter().chain(tables.into_values()).collect()
}

/// A script without comments and without the sections of one engine.
fn common(script: &str) -> String {
    let mut text = String::new();
    let mut only = false;
    for line in script.lines() {
        match line.trim() {
            "-- end" => only = false,
            mark if mark.starts_with("-- only") => only = true,
            _ if only => {}
            _ => {
                text.push_str(line.split("--").next().unwrap_or_default());
                text.push('\n');
            }
        }
    }
    text
}

fn read(statement: &str, tables: &mut BTreeMap<String, Table>) {
    if let Some(rest) = statement.strip_prefix("create table ") {
        let Some((name, body)) = rest.split_once('(') else {
            return;
        };
        let body = body.rsplit_once(')').map_or(body, |(body, _)| body);
        let mut table = Table { name: unquoted(name), ..Table::default() };
        for definition in definitions(body) {
            define(&definition, &mut table);
        }
        tables.insert(table.name.clone(), table);
    } else if let Some(rest) = statement.strip_prefix("alter table ") {
        if let Some((name, definition)) = rest.split_once(" add column ")
            && let Some(table) = tables.get_mut(&unquoted(name))
        {
            define(definition.trim(), table);
        }
    } else if let Some(name) = statement.strip_prefix("drop table ") {
        tables.remove(&unquoted(name));
    }
}

/// What stands between the commas outside brackets.
fn definitions(body: &str) -> Vec<String> {
    let (mut depth, mut all, mut current) = (0i32, Vec::new(), String::new());
    for letter in body.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            all.push(std::mem::take(&mut current));
        } else {
            current.push(letter);
        }
    }
    all.push(current);
    all.into_iter().map(|text| text.trim().to_owned()).collect()
}

fn define(definition: &str, table: &mut Table) {
    if let Some(columns) = definition.strip_prefix("primary key") {
        let columns = columns.trim().trim_start_matches('(').trim_end_matches(')');
        table.key = columns.split(',').map(unquoted).collect();
    } else if let Some((name, kind)) =
        definition.strip_prefix('"').and_then(|rest| rest.split_once('"'))
        && let Some(held) = held(kind)
    {
        if kind.contains("primary key") {
            table.key = vec![name.to_owned()];
        }
        table.columns.push(Column { name: name.to_owned(), held });
    }
}

fn held(kind: &str) -> Option<Held> {
    let placeholder = kind.trim().strip_prefix('{')?.split('}').next()?;
    match placeholder {
        "id" => Some(Held::Id),
        "int" | "bool" | "instant" => Some(Held::Int),
        "date" | "text" | "json" => Some(Held::Text),
        "bytes" => Some(Held::Bytes),
        _ => None,
    }
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_schema_is_read_with_its_columns() {
        let tables = tables(&Migrations::embedded());
        let find = |name: &str| tables.iter().find(|table| table.name == name).unwrap();
        let journal = find("journal");
        assert_eq!(journal.key, ["header", "number"]);
        assert!(journal.columns.contains(&Column { name: "digest".into(), held: Held::Bytes }));
        assert_eq!(find("setting").key, ["key"]);
        assert!(find("share").key.is_empty());
        assert!(!tables.iter().any(|table| table.name == "session"));
        for table in &tables {
            assert!(!table.columns.is_empty(), "{} has no columns", table.name);
            for key in &table.key {
                assert!(
                    table.columns.iter().any(|column| column.name == *key),
                    "{}.{key}",
                    table.name
                );
            }
        }
    }

    #[test]
    fn later_steps_change_earlier_tables() {
        let migrations = Migrations::embedded()
            .and("more", "create table \"one\" (\"a\" {int} not null, -- why, (not) what\n \"b\" {text} default ('x, y')) {strict};\nalter table \"one\" add column \"c\" {id};")
            .and("less", "drop table \"setting\";");
        let tables = tables(&migrations);
        let one = tables.iter().find(|table| table.name == "one").unwrap();
        let names: Vec<&str> = one.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert!(!tables.iter().any(|table| table.name == "setting"));
    }
}
