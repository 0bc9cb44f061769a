//! What the faces promise to be fast is looked up, whoever asks: no statement of a list, a search or
//! a match walks a big table from end to end. Counts may: they look at a limited number of rows.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::Result;
use kernel::access::{Act, Actor, ObjectRights, Reach, Rights, Scope};
use kernel::address::Address;
use kernel::catalog::Catalog;
use kernel::face::{Face, FastPair};
use kernel::filter::{Comparison, Filter, Op, Operand, Path, SortKey};
use kernel::kind::Kind;
use kernel::language::Language;
use kernel::money::{Currency, Money};
use kernel::object::Object;
use kernel::record::{Envelope, Record};
use kernel::text::sort_key::Collation;
use kernel::value::{Part, Value};
use store::query::{self, Asking, Explained, ListRequest};
use store::{Dialect, SqlValue, Tx, columns, search};
use testkit::{App, on_both_engines};
use uuid::Uuid;

/// Records of each object that grows.
const MANY: usize = 20_000;
const GROWING: [&str; 4] = ["party", "relationship", "activity", "file"];
const USERS: u128 = 20;
const TEAMS: u128 = 4;

/// The same id for the same thing of the same number.
fn id(of: &str, number: usize) -> Uuid {
    let name = format!("{of} {number}");
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

fn user(number: usize) -> Uuid {
    Uuid::from_u128(0x1000 + u128::try_from(number).unwrap() % USERS)
}

fn team(number: usize) -> Uuid {
    Uuid::from_u128(0x2000 + u128::try_from(number).unwrap() % TEAMS)
}

fn link(target: &str, number: usize) -> Uuid {
    match target {
        "user" => user(number),
        "team" => team(number),
        other => id(other, number * 7 % MANY),
    }
}

/// A word of its own for each number.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit + b'k' - b'0')).collect::<String>()
        + "eira"
}

/// What the field of a record holds, with as many different values as such fields have.
fn value(object: &Object, key: &str, kind: Kind, number: usize) -> Value {
    let text = |text: String| Value::Text(text);
    let count = i64::try_from(number).unwrap();
    let day = Date::constant(2020, 1, 1).saturating_add(jiff::Span::new().days(count % 2_000));
    match kind {
        Kind::Text if ["city", "industry", "country"].contains(&key) => {
            text(format!("{key} {}", number % 50))
        }
        Kind::Text if key == "object" => text("party".to_owned()),
        Kind::Name => text(format!("{key} {number} {}", letters(number))),
        Kind::Text | Kind::LongText => text(format!("{key} {number}")),
        Kind::Email => text(format!("p{number}@acme{}.es", number % 900)),
        Kind::Phone => text(format!("+349{number:08}")),
        Kind::Url => text(format!("https://acme{number}.es")),
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Duration => Value::Int(count),
        Kind::Money => Value::Money(Money { minor: count, currency: Currency::EUR }),
        Kind::YesNo => Value::Bool(number.is_multiple_of(9)),
        Kind::Date => Value::Date(day),
        Kind::Instant => Value::Instant(instant(number)),
        Kind::Choice(set) => text(set.keys[number % set.keys.len()].to_owned()),
        Kind::Link("party") if object.key == "party" && !number.is_multiple_of(3) => Value::Null,
        Kind::Link("") if key == "record" => Value::Id(id("party", number)),
        Kind::Link(target) => Value::Id(link(target, number)),
        Kind::File => Value::Null,
        Kind::Address => Value::Address(Box::default()),
        _ if !number.is_multiple_of(3) => Value::Null,
        Kind::Choices(set) => Value::Words(vec![set.keys[number % set.keys.len()].to_owned()]),
        Kind::Tags => Value::Words(vec![format!("tag {}", number % 300)]),
        Kind::Links(target) => Value::Ids(vec![link(target, number)]),
        Kind::Emails => parts(format!("p{number}@acme{}.es", number % 900), "work"),
        Kind::Phones => parts(format!("+349{number:08}"), "work"),
        Kind::Domains => parts(format!("acme{number}.es"), "work"),
        Kind::Identifiers => parts(format!("B{number:08}"), "tax_id"),
        Kind::Addresses => Value::Parts(vec![Part {
            address: Some(Address { city: format!("city {}", number % 50), ..Address::default() }),
            ..part(String::new(), "work")
        }]),
    }
}

fn part(value: String, label: &str) -> Part {
    Part { id: Uuid::now_v7(), primary: true, label: label.to_owned(), value, ..Part::default() }
}

fn parts(value: String, label: &str) -> Value {
    Value::Parts(vec![part(value, label)])
}

fn instant(number: usize) -> Timestamp {
    let morning: Timestamp = "2024-01-01T08:00:00Z".parse().unwrap();
    morning + SignedDuration::from_mins(i64::try_from(number).unwrap() * 37)
}

fn record(object: &Object, number: usize) -> Record {
    let at = instant(number);
    Record {
        envelope: Envelope {
            id: id(object.key, number),
            version: 1,
            created_at: at,
            updated_at: at,
            owner: (!number.is_multiple_of(10)).then(|| user(number)),
            team: Some(team(number)),
            ..Envelope::default()
        },
        values: object
            .shape_fields()
            .map(|field| value(object, field.key, field.kind, number).normalised())
            .collect(),
        custom: None,
    }
}

async fn insert(tx: &mut Tx, catalog: &Catalog, key: &str, numbers: &[usize]) -> Result<()> {
    let object = catalog.object(key).expect("an object that grows");
    let records: Vec<Record> = numbers.iter().map(|number| record(object, *number)).collect();
    let mut names: Vec<String> = columns::ENVELOPE.iter().map(ToString::to_string).collect();
    names.extend(object.shape_fields().flat_map(columns::written_columns));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows = records.iter().map(|record| {
        let mut row: Vec<SqlValue> =
            (0..9).map(|at| columns::scalar(&record.envelope.value(at))).collect();
        for (field, value) in object.shape_fields().zip(&record.values) {
            row.extend(columns::bind(field.kind, value, Collation::of(Language::En)));
        }
        row
    });
    tx.insert_rows(object.key, &names, rows.collect()).await?;
    for (field, at) in object.shape_fields().zip(0..) {
        let Some(table) = columns::child_table(object, field) else {
            continue;
        };
        let rows =
            records.iter().flat_map(|record| columns::child_rows(record.id(), &record.values[at]));
        tx.insert_rows(&table, columns::child_columns(field.kind), rows.collect()).await?;
    }
    let indexed: Vec<(&Object, &Record)> =
        records.iter().map(|record| (&**object, record)).collect();
    search::index_records(tx, catalog, &indexed, false).await
}

async fn fill(app: &App) {
    let numbers: Vec<usize> = (0..MANY).collect();
    for key in GROWING {
        for chunk in numbers.chunks(1_000) {
            let (catalog, chunk) = (app.web.catalog(), chunk.to_vec());
            let filled = app.web.store().write(move |tx| {
                let (catalog, chunk) = (Arc::clone(&catalog), chunk.clone());
                Box::pin(async move { insert(tx, &catalog, key, &chunk).await })
            });
            filled.await.unwrap();
        }
    }
    for table in tables(app) {
        let sql = format!("analyze \"{table}\"");
        let analysed = app.web.store().write(move |tx| {
            let sql = sql.clone();
            Box::pin(async move { tx.execute(&sql, &[]).await })
        });
        analysed.await.unwrap();
    }
}

/// All that grew.
fn tables(app: &App) -> Vec<String> {
    let catalog = app.web.catalog();
    let mut tables = vec!["search_document".to_owned(), "search_word".to_owned()];
    for key in GROWING {
        let object = catalog.object(key).expect("an object that grows");
        tables.push(key.to_owned());
        tables
            .extend(object.shape_fields().filter_map(|field| columns::child_table(object, field)));
    }
    tables
}

/// Somebody who owns a twentieth and whose team has a quarter.
fn who(reach: Reach) -> Scope {
    let rights = Rights { standard: ObjectRights::every(reach), ..Rights::default() };
    Scope {
        actor: Actor::User { id: user(1) },
        teams: [team(1)].into(),
        rights: Arc::new(rights),
        ..Scope::robot("test", instant(MANY))
    }
}

#[derive(Clone, Debug)]
enum Ask {
    List(Box<ListRequest>),
    Search(&'static str),
    Match(Arc<Object>, &'static str, Value),
}

async fn plans(app: &App, scope: &Scope, ask: &Ask) -> Vec<Explained> {
    let (catalog, store) = (app.web.catalog(), app.web.store().clone());
    let (scope, ask) = (scope.clone(), ask.clone());
    let explained = app.web.store().read(move |tx| {
        let (catalog, store) = (Arc::clone(&catalog), store.clone());
        let (scope, ask) = (scope.clone(), ask.clone());
        Box::pin(async move {
            let asking = Asking { catalog: &catalog, scope: &scope };
            tx.begin_recording();
            match &ask {
                Ask::List(request) => drop(query::list(tx, asking, store.sealer(), request).await?),
                Ask::Search(q) => drop(search::search(tx, asking, q, None, 20).await?),
                Ask::Match(object, key, value) => {
                    query::find_matching(tx, asking, object, &[(*key, value.clone())]).await?;
                }
            }
            let statements = tx.end_recording();
            if tx.dialect() == Dialect::Postgres {
                // It would rather walk a table of these few pages than look anything up.
                tx.execute("set local enable_seqscan = off", &[]).await?;
            }
            let mut plans = Vec::new();
            for (sql, parameters) in statements {
                plans.push(query::explain(tx, &sql, &parameters).await?);
            }
            Ok(plans)
        })
    });
    explained.await.unwrap()
}

/// Every table with so many rows that a walk through it is felt.
async fn big_tables(app: &App) -> Vec<String> {
    let mut big = Vec::new();
    for object in app.web.catalog().objects() {
        let children =
            object.shape_fields().filter_map(|field| columns::child_table(object, field));
        for table in children.chain([object.key.to_owned()]) {
            if app.count(&format!("select count(*) from \"{table}\"")).await > 2_000 {
                big.push(table);
            }
        }
    }
    for table in ["search_document", "search_word"] {
        assert!(app.count(&format!("select count(*) from \"{table}\"")).await > 2_000, "{table}");
        big.push(table.to_owned());
    }
    big
}

fn walks(explained: &Explained, big: &[String]) -> Option<String> {
    let is_alias = |table: &str, name: &str| explained.sql.contains(&format!("\"{table}\" {name}"));
    big.iter().find(|table| explained.scans(table, |name| is_alias(table, name))).cloned()
}

fn request(object: &Arc<Object>, face: &Face, pair: FastPair, descending: bool) -> ListRequest {
    let equal = |field: &'static str, value: Value| {
        let path = Path { link: None, field };
        Filter::Compare(Comparison { path, op: Op::Eq, operand: Operand::One(value) })
    };
    let mut filter = Filter::everything();
    if let Some((field, value)) = face.facet {
        filter = equal(field, Value::Text(value.to_owned()));
    }
    if let Some(key) = pair.filter {
        let field = object.field(key).expect("a declared field");
        filter = filter.and(equal(field.key, value(object, field.key, field.kind, 3)));
    }
    ListRequest {
        object: Arc::clone(object),
        filter,
        sort: vec![SortKey { path: Path { link: None, field: pair.sort }, descending }],
        limit: 50,
        cursor: None,
        fields: Vec::new(),
        search: None,
        deleted: false,
        act: Act::See,
    }
}

/// Everything that must be fast.
fn asks(catalog: &Catalog) -> Vec<Ask> {
    let mut asks = vec![
        Ask::Search("name 1234"),
        Ask::Search("nmae"),
        Ask::Search("acme77.es"),
        Ask::Search("00012345"),
        Ask::Search("张伟"),
    ];
    for object in catalog.objects() {
        for face in &object.faces {
            for (pair, descending) in
                face.fast.iter().flat_map(|pair| [(pair, false), (pair, true)])
            {
                asks.push(Ask::List(Box::new(request(object, face, *pair, descending))));
            }
            let whole =
                FastPair { filter: None, sort: face.fast.first().map_or("id", |pair| pair.sort) };
            let mut searched = request(object, face, whole, false);
            searched.search = Some("name 123".to_owned());
            asks.push(Ask::List(Box::new(searched)));
        }
        for descending in [false, true] {
            let path = Path { link: None, field: "deleted_at" };
            let trash = ListRequest {
                deleted: true,
                filter: Filter::everything(),
                sort: vec![SortKey { path, descending }],
                ..request(object, &object.faces[0], FastPair { filter: None, sort: "id" }, false)
            };
            asks.push(Ask::List(Box::new(trash)));
        }
        for field in object.shape_fields().filter(|field| field.matching) {
            let value = value(object, field.key, field.kind, 3);
            asks.push(Ask::Match(Arc::clone(object), field.key, value));
        }
    }
    asks
}

on_both_engines! {
    async fn no_big_table_is_walked_for_what_is_promised_to_be_fast(engine) {
        let app = App::start(engine).await;
        fill(&app).await;
        let big = big_tables(&app).await;
        assert!(big.len() > 8, "{big:?}");
        let mut found = Vec::new();
        let mut looked = 0;
        for reach in [Reach::None, Reach::Own, Reach::Team, Reach::All] {
            for ask in asks(&app.web.catalog()) {
                for explained in plans(&app, &who(reach), &ask).await {
                    looked += 1;
                    if let Some(table) = walks(&explained, &big) {
                        found.push(format!("{table}, {reach:?}:\n{}\n{}", explained.sql, explained.plan.join("\n")));
                    }
                }
            }
        }
        assert!(looked > 1_000, "{looked}");
        assert!(found.is_empty(), "{} of {looked}:\n{}", found.len(), found.join("\n\n"));
        app.stop().await;
    }
}
