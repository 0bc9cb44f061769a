//! Every operator on every kind, and any combination of them, says what the plain reading in
//! memory says, on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod query_pool;
mod query_world;
mod space;

use std::collections::HashMap;

use kernel::Error;
use kernel::access::{Reach, Scope};
use kernel::filter::{Filter, Op, Operand, SortKey};
use kernel::kind::Kind;
use kernel::kind_rules::operators;
use kernel::object::Object;
use kernel::period::Period;
use kernel::record::Record;
use kernel::value::Value;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use query_pool::{NAMES, held, operands, pool};
use query_world::naive::Naive;
use query_world::{World, compare, eq, key, person, record, robot, text};
use space::Space;
use uuid::Uuid;

on_both_engines!(
    each_operator_of_each_kind_says_what_the_plain_reading_says,
    any_filter_sort_and_scope_says_what_the_plain_reading_says,
    values_are_text_whatever_they_look_like,
    an_empty_choice_of_values_lets_nothing_through,
    a_wrong_operator_value_or_secret_is_refused_by_name,
);

struct Asked {
    world: World,
    object: std::sync::Arc<Object>,
    records: Vec<Record>,
    people: [Uuid; 2],
    team: Uuid,
}

impl Asked {
    /// Sixty things with every field filled differently, some of them in the trash.
    async fn new(space: Space) -> Self {
        let world = World::new(space).await;
        let object = world.object("thing");
        let ids: Vec<Uuid> = (0..60).map(|_| Uuid::now_v7()).collect();
        let people = [Uuid::now_v7(), Uuid::now_v7()];
        let team = Uuid::now_v7();
        let mut records = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            let mut fields = vec![
                ("id", Value::Id(*id)),
                ("kind", text(if at % 3 == 0 { "organization" } else { "person" })),
                (
                    "owner",
                    [Value::Null, Value::Id(people[0]), Value::Id(people[1])][at % 3].clone(),
                ),
                ("team", if at % 4 == 0 { Value::Id(team) } else { Value::Null }),
            ];
            if at % 11 == 5 {
                fields.push(("deleted_at", Value::Instant(query_world::now())));
            }
            for field in object.shape_fields().filter(|field| field.key != "kind") {
                let choice = (at * 7 + field.position * 3 + at / 5) % 23;
                // Some of everything is missing.
                let choice = if choice > 18 { 0 } else { choice };
                fields.push((field.key, held(field.kind, choice, &ids)));
            }
            fields.push(("name", text(NAMES[at % NAMES.len()])));
            records.push(record(&object, &fields));
        }
        // What a scalar stands for is its list; the naive reading asks the list as well.
        world.insert("thing", &records).await;
        Self { world, object, records, people, team }
    }

    fn naive(&self, scope: &Scope) -> Naive<'_> {
        let shared = vec![self.records[1].id(), self.records[2].id()];
        Naive {
            object: &self.object,
            things: self
                .records
                .iter()
                .map(|record| (record.id(), record.clone()))
                .collect::<HashMap<_, _>>(),
            scope: scope.clone(),
            language: self.world.language,
            shared: if scope.user() == Some(self.people[0]) { shared } else { Vec::new() },
        }
    }

    async fn share(&self) {
        for record in &self.records[1..3] {
            let sql = r#"insert into "share" ("object", "record", "user", "access", "created_at")
                values ('thing', $1, $2, 'see', 0)"#;
            self.world.execute(sql, vec![record.id().into(), self.people[0].into()]).await;
        }
    }

    async fn listed(
        &self,
        scope: &Scope,
        filter: &Filter,
        sort: &[SortKey],
        limit: u32,
    ) -> Vec<Uuid> {
        let mut asked =
            self.world.asked("thing").by(scope.clone()).filter(filter.clone()).limit(limit);
        asked.request.sort = sort.to_vec();
        let records = self.world.all(&asked).await.unwrap();
        let count = self.world.count(&asked).await.unwrap();
        assert!(count.exact);
        assert_eq!(usize::try_from(count.value).unwrap(), records.len(), "the count of {filter:?}");
        records.iter().map(Record::id).collect()
    }
}

async fn each_operator_of_each_kind_says_what_the_plain_reading_says(space: Space) {
    let asked = Asked::new(space).await;
    let scope = Scope { zone: jiff::tz::TimeZone::get("Europe/Madrid").unwrap(), ..robot() };
    let naive = asked.naive(&scope);
    let ids: Vec<Uuid> = asked.records.iter().map(Record::id).collect();
    let sort = [key("id", false)];
    let mut asks = 0;
    for field in asked.object.fields.iter().filter(|field| !field.secret) {
        for op in operators(field.kind) {
            for operand in operands(field.kind, *op, &ids) {
                let filter = compare(field.key, *op, operand);
                let listed = asked.listed(&scope, &filter, &sort, 1_000).await;
                assert_eq!(listed, naive.list(&filter, &sort), "{filter:?}");
                asks += 1;
            }
        }
    }
    assert!(asks > 1_000, "{asks}");
}

/// Filters of up to three floors over all fields, some over a link.
fn filters(object: &Object, ids: Vec<Uuid>) -> impl Strategy<Value = Filter> + use<> {
    let open: Vec<(&'static str, Kind)> = object
        .fields
        .iter()
        .filter(|field| !field.secret)
        .map(|field| (field.key, field.kind))
        .collect();
    let one = (0..open.len(), any::<usize>(), any::<usize>(), 0..6_u8).prop_map(
        move |(field, op, value, over)| {
            let (key, kind) = open[field];
            let ops = operators(kind);
            let op = ops[op % ops.len()];
            let operands = operands(kind, op, &ids);
            let operand = operands[value % operands.len()].clone();
            let Filter::Compare(mut comparison) = compare(key, op, operand) else { unreachable!() };
            comparison.path.link = (over == 0).then_some("parent");
            Filter::Compare(comparison)
        },
    );
    one.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Any),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

async fn any_filter_sort_and_scope_says_what_the_plain_reading_says(space: Space) {
    let asked = Asked::new(space).await;
    asked.share().await;
    let ids: Vec<Uuid> = asked.records.iter().map(Record::id).collect();
    let sortable: Vec<&'static str> = asked
        .object
        .fields
        .iter()
        .filter(|field| !field.secret && !field.kind.is_many())
        .filter(|field| !matches!(field.kind, Kind::LongText | Kind::Address | Kind::File))
        .filter(|field| !matches!(field.kind, Kind::Link("user" | "team")))
        .map(|field| field.key)
        .collect();
    let sorts =
        prop::collection::vec((0..sortable.len(), any::<bool>()), 0..4).prop_map(move |keys| {
            let mut sort: Vec<SortKey> = Vec::new();
            for (at, descending) in keys {
                if !sort.iter().any(|known| known.path.field == sortable[at]) {
                    sort.push(key(sortable[at], descending));
                }
            }
            if sort.is_empty() { vec![key("id", false)] } else { sort }
        });
    let scopes = [
        robot(),
        person(asked.people[0], &[asked.team], Reach::Own),
        person(asked.people[0], &[asked.team], Reach::Team),
        person(asked.people[1], &[], Reach::Team),
        person(asked.people[1], &[asked.team], Reach::All),
        person(asked.people[1], &[asked.team], Reach::None),
    ];
    let facets = [None, Some("person"), Some("organization")];
    let strategy = (
        filters(&asked.object, ids),
        sorts,
        0..scopes.len(),
        0..facets.len(),
        prop_oneof![Just(1_u32), Just(3), Just(7), Just(100)],
    );
    let mut runner =
        TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let handle = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let outcome = runner.run(&strategy, |(filter, sort, scope, facet, limit)| {
            let filter = match facets[facet] {
                Some(facet) => eq("kind", text(facet)).and(filter),
                None => filter,
            };
            let scope = &scopes[scope];
            let expected = asked.naive(scope).list(&filter, &sort);
            let listed = handle.block_on(asked.listed(scope, &filter, &sort, limit));
            prop_assert_eq!(listed, expected);
            Ok(())
        });
        outcome.unwrap();
    });
}

async fn values_are_text_whatever_they_look_like(space: Space) {
    let asked = Asked::new(space).await;
    let scope = robot();
    let naive = asked.naive(&scope);
    let sort = [key("name", false)];
    for hostile in [
        "'",
        "\") OR 1=1--",
        "name);select pg_sleep(5)--",
        "name COLLATE NOCASE, (select 1)",
        "\0",
        "a\0b",
        "%",
        "\\",
        "$1",
        "?1",
        "{id}",
        "\u{202e}",
        "x' union select password from thing--",
    ] {
        for field in asked.object.fields.iter().filter(|field| !field.secret) {
            for op in operators(field.kind) {
                let takes_text = matches!(op, Op::Contains | Op::Starts)
                    || pool(field.kind, &[]).iter().any(|value| value.as_text().is_some())
                        && field.kind.choice_set().is_none();
                let operand = match op {
                    Op::In | Op::Nin => Operand::Many(vec![text(hostile), text("García")]),
                    Op::Empty | Op::Within => continue,
                    _ => Operand::One(text(hostile)),
                };
                if takes_text {
                    let filter = compare(field.key, *op, operand);
                    let listed = asked.listed(&scope, &filter, &sort, 100).await;
                    if !hostile.contains('\0') {
                        assert_eq!(listed, naive.list(&filter, &sort), "{filter:?}");
                    }
                }
            }
        }
        let mut search = asked.world.asked("thing");
        search.request.search = Some(hostile.to_owned());
        asked.world.page(&search).await.unwrap();
    }
}

async fn an_empty_choice_of_values_lets_nothing_through(space: Space) {
    let asked = Asked::new(space).await;
    let scope = robot();
    let living = asked.records.iter().filter(|record| record.envelope.deleted_at.is_none()).count();
    for field in asked.object.fields.iter().filter(|field| !field.secret) {
        if operators(field.kind).contains(&Op::In) {
            let none = compare(field.key, Op::In, Operand::Many(Vec::new()));
            assert!(asked.listed(&scope, &none, &[], 100).await.is_empty(), "{}", field.key);
            let all = compare(field.key, Op::Nin, Operand::Many(Vec::new()));
            assert_eq!(asked.listed(&scope, &all, &[], 100).await.len(), living, "{}", field.key);
        }
    }
    assert!(asked.listed(&scope, &Filter::Any(Vec::new()), &[], 100).await.is_empty());
    assert_eq!(asked.listed(&scope, &Filter::All(Vec::new()), &[], 100).await.len(), living);
}

async fn a_wrong_operator_value_or_secret_is_refused_by_name(space: Space) {
    let asked = Asked::new(space).await;
    let wrong = [
        ("password", eq("password", text("canary"))),
        ("password", compare("parent.password", Op::Starts, Operand::One(text("c")))),
        ("nothing", eq("nothing", text("x"))),
        ("size", compare("size", Op::Contains, Operand::One(text("1")))),
        ("size", eq("size", text("1"))),
        ("parent", eq("parent", text("x"))),
        ("active", compare("active", Op::Within, Operand::Days(Period::Today))),
    ];
    for (name, filter) in wrong {
        let refused = asked.world.page(&asked.world.asked("thing").filter(filter)).await;
        let Err(Error::Invalid(refusals)) = refused else { panic!("{name}: {refused:?}") };
        assert_eq!(refusals.0[0].field.as_deref(), Some(name));
    }
    for sort in ["password", "nothing", "emails", "story"] {
        let refused = asked.world.page(&asked.world.asked("thing").sort(&[(sort, false)])).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{sort}");
    }
    let mut fields = asked.world.asked("thing");
    fields.request.fields = vec!["password"];
    assert!(matches!(asked.world.page(&fields).await, Err(Error::Invalid(_))));
    let all = asked.world.all(&asked.world.asked("thing")).await.unwrap();
    assert!(all.iter().all(|record| asked.object.value(record, "password").is_null()));
}
