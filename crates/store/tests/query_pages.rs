//! Pages: every record once, in one order, whatever happens meanwhile; and cursors that nobody
//! makes but us.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod query_world;
mod space;

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use kernel::Error;
use kernel::access::Reach;
use kernel::filter::{Op, Operand};
use kernel::language::Language;
use kernel::record::Record;
use kernel::value::Value;
use query_world::{Asked, World, compare, eq, now, person, record, text};
use space::Space;
use store::query::Page;
use uuid::Uuid;

on_both_engines!(
    a_walk_meets_each_untouched_record_once_while_others_change,
    a_cursor_of_another_query_or_edited_is_refused,
    nothing_comes_last_in_both_directions,
    three_scripts_stand_in_the_order_of_the_language,
    a_page_may_hold_a_thousand_and_no_more,
    links_sort_by_titles_as_far_as_they_are_seen,
    choices_sort_as_they_were_declared,
    the_trash_is_a_list_of_its_own,
    a_rare_combination_is_bounded_and_says_so,
    a_rare_value_is_found_wherever_it_stands,
    a_big_list_is_counted_up_to_a_cap,
    only_the_fields_asked_for_are_read,
);

async fn filled(world: &World, count: i64) -> Vec<Record> {
    let object = world.object("thing");
    let records: Vec<Record> = (0..count)
        .map(|at| {
            let seen = now() - SignedDuration::from_secs(at * 60);
            let fields = [
                ("kind", text(if at % 2 == 0 { "person" } else { "organization" })),
                ("name", text(&format!("Name {:05}", (at * 7_919) % count))),
                ("nick", if at % 3 == 0 { Value::Null } else { text(&format!("n{}", at % 50)) }),
                ("size", Value::Int(at % 100)),
                ("created_at", Value::Instant(seen)),
                ("seen_at", if at % 4 == 0 { Value::Null } else { Value::Instant(seen) }),
            ];
            record(&object, &fields)
        })
        .collect();
    world.insert("thing", &records).await;
    records
}

fn people(asked: Asked) -> Asked {
    asked.filter(eq("kind", text("person")))
}

/// Walks on from a page until the end.
async fn walk(world: &World, mut asked: Asked, from: Page) -> Vec<Uuid> {
    let mut seen: Vec<Uuid> = from.records.iter().map(Record::id).collect();
    let mut next = from.next;
    while let Some(cursor) = next {
        asked.request.cursor = Some(cursor);
        let page = world.page(&asked).await.unwrap();
        seen.extend(page.records.iter().map(Record::id));
        next = page.next;
    }
    seen
}

async fn a_walk_meets_each_untouched_record_once_while_others_change(space: Space) {
    let world = World::new(space).await;
    let records = filled(&world, 600).await;
    let object = world.object("thing");
    let sorts: [&[(&'static str, bool)]; 6] = [
        &[("name", false)],
        &[("name", true)],
        &[("seen_at", true)],
        &[("nick", false), ("size", true)],
        &[("size", false), ("id", true)],
        &[("created_at", true), ("name", false)],
    ];
    let mut touched: HashSet<Uuid> = HashSet::new();
    for (round, sort) in sorts.into_iter().enumerate() {
        let asked = world.asked("thing").limit(37).sort(sort);
        let first = world.page(&asked).await.unwrap();
        let mut seen: Vec<Uuid> = first.records.iter().map(Record::id).collect();
        let mut next = first.next;
        let mut step = 0;
        while let Some(cursor) = next {
            let gone = records[(step * 13 + round * 101) % records.len()].id();
            if touched.insert(gone) {
                let sql = r#"delete from "thing" where "id" = $1"#;
                world.execute(sql, vec![gone.into()]).await;
            }
            let moved = records[(step * 29 + round * 57 + 5) % records.len()].id();
            touched.insert(moved);
            let sql =
                r#"update "thing" set "size" = "size" + 37, "seen_at" = null where "id" = $1"#;
            world.execute(sql, vec![moved.into()]).await;
            let name = format!("Name {:05}x", (step * 31) % 600);
            let fresh = record(&object, &[("kind", text("person")), ("name", text(&name))]);
            touched.insert(fresh.id());
            world.insert("thing", &[fresh]).await;
            let mut asked = asked.clone();
            asked.request.cursor = Some(cursor);
            let page = world.page(&asked).await.unwrap();
            seen.extend(page.records.iter().map(Record::id));
            next = page.next;
            step += 1;
        }
        assert!(step > 10);
        let mut times: HashMap<Uuid, usize> = HashMap::new();
        for id in &seen {
            *times.entry(*id).or_default() += 1;
        }
        for record in &records {
            if !touched.contains(&record.id()) {
                assert_eq!(times.get(&record.id()), Some(&1), "{sort:?}");
            }
        }
    }
    assert!(touched.len() < 500, "enough were left untouched");
}

async fn a_cursor_of_another_query_or_edited_is_refused(space: Space) {
    let world = World::new(space).await;
    filled(&world, 60).await;
    let asked = people(world.asked("thing")).limit(5).sort(&[("name", false)]);
    let cursor = world.page(&asked).await.unwrap().next.unwrap();
    let with = |asked: &Asked, cursor: &str| {
        let mut asked = asked.clone();
        asked.request.cursor = Some(cursor.to_owned());
        asked
    };
    let other_size = with(&asked.clone().limit(20), &cursor);
    assert!(world.page(&other_size).await.is_ok(), "the size of a page is its own affair");
    let mut deleted = asked.clone();
    deleted.request.deleted = true;
    let others = [
        asked.clone().sort(&[("name", true)]),
        asked.clone().sort(&[("nick", false)]),
        asked.clone().filter(eq("kind", text("organization"))),
        deleted,
        world.asked("deed"),
    ];
    for other in others {
        refused(world.page(&with(&other, &cursor)).await);
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(&cursor).unwrap();
    for at in 0..bytes.len() {
        let mut edited = bytes.clone();
        edited[at] ^= 1;
        refused(world.page(&with(&asked, &BASE64_URL_SAFE_NO_PAD.encode(edited))).await);
    }
    for nonsense in ["", "x", "' or 1=1--", "%00", &cursor[..20], &format!("{cursor}A"), "🙂"] {
        refused(world.page(&with(&asked, nonsense)).await);
    }
}

fn refused(page: kernel::Result<Page>) {
    let Err(Error::Invalid(refusals)) = page else { panic!("{page:?}") };
    assert_eq!(refusals.0[0].field.as_deref(), Some("cursor"));
}

async fn nothing_comes_last_in_both_directions(space: Space) {
    let world = World::new(space).await;
    filled(&world, 90).await;
    for limit in [1, 7, 100] {
        for descending in [false, true] {
            for field in ["nick", "seen_at", "parent", "worth", "colour", "size"] {
                let asked = people(world.asked("thing")).limit(limit).sort(&[(field, descending)]);
                let all = world.all(&asked).await.unwrap();
                assert_eq!(all.len(), 45);
                let object = world.object("thing");
                let values: Vec<bool> =
                    all.iter().map(|record| object.value(record, field).is_null()).collect();
                assert!(values.is_sorted(), "{field} {descending} {limit}: {values:?}");
            }
        }
    }
}

async fn three_scripts_stand_in_the_order_of_the_language(space: Space) {
    let world = World::speaking(space, Language::Zh).await;
    let mixed = ["Ñu", "张三", "Юлия", "Bob", "李娜", "árbol", "Zoe", "阿明"];
    let object = world.object("thing");
    let records: Vec<Record> = mixed
        .iter()
        .map(|name| record(&object, &[("kind", text("person")), ("name", text(name))]))
        .collect();
    world.insert("thing", &records).await;
    let names = async |asked: Asked| -> Vec<String> {
        world.all(&asked).await.unwrap().iter().map(|record| object.title(record)).collect()
    };
    let expected = ["阿明", "李娜", "张三", "árbol", "Bob", "Ñu", "Zoe", "Юлия"];
    let asked = world.asked("thing").limit(3).sort(&[("name", false)]);
    assert_eq!(names(asked.clone()).await, expected);
    let backwards: Vec<&str> = expected.into_iter().rev().collect();
    assert_eq!(names(asked.sort(&[("name", true)])).await, backwards);
    let beginning = compare("name", Op::Starts, Operand::One(text("ARB")));
    assert_eq!(names(world.asked("thing").filter(beginning)).await, ["árbol"]);
}

async fn a_page_may_hold_a_thousand_and_no_more(space: Space) {
    let world = World::new(space).await;
    filled(&world, 1_200).await;
    let page = world.page(&world.asked("thing").limit(50_000)).await.unwrap();
    assert_eq!(page.records.len(), 1_000);
    let rest = walk(&world, world.asked("thing").limit(50_000), page).await;
    assert_eq!(rest.len(), 1_200);
    assert_eq!(world.page(&world.asked("thing").limit(0)).await.unwrap().records.len(), 1);
}

async fn links_sort_by_titles_as_far_as_they_are_seen(space: Space) {
    let world = World::new(space).await;
    let object = world.object("thing");
    let (me, other) = (Uuid::now_v7(), Uuid::now_v7());
    let thing = |name: &str, owner: Uuid, parent: Value| {
        let fields = [
            ("kind", text("person")),
            ("name", text(name)),
            ("owner", Value::Id(owner)),
            ("parent", parent),
        ];
        record(&object, &fields)
    };
    let (zeta, alpha, hidden) = (
        thing("Zeta", me, Value::Null),
        thing("Alpha", me, Value::Null),
        thing("Aaa", other, Value::Null),
    );
    let children = [
        thing("of Zeta", me, Value::Id(zeta.id())),
        thing("of hidden", me, Value::Id(hidden.id())),
        thing("of Alpha", me, Value::Id(alpha.id())),
    ];
    world.insert("thing", &[zeta, alpha, hidden]).await;
    world.insert("thing", &children).await;
    let has_parent = compare("parent", Op::Empty, Operand::Flag(false));
    let asked = world.asked("thing").filter(has_parent).sort(&[("parent", false)]).limit(2);
    let names = |records: Vec<Record>| -> Vec<String> {
        records.iter().map(|record| object.title(record)).collect()
    };
    let all = names(world.all(&asked).await.unwrap());
    assert_eq!(all, ["of hidden", "of Alpha", "of Zeta"]);
    let mine = names(world.all(&asked.by(person(me, &[], Reach::Own))).await.unwrap());
    assert_eq!(mine, ["of Alpha", "of Zeta", "of hidden"]);
}

async fn choices_sort_as_they_were_declared(space: Space) {
    let world = World::new(space).await;
    let object = world.object("thing");
    let records: Vec<Record> = ["blue", "red", "green", "red"]
        .iter()
        .map(|colour| {
            record(
                &object,
                &[("kind", text("person")), ("name", text("x")), ("colour", text(colour))],
            )
        })
        .collect();
    world.insert("thing", &records).await;
    let asked = world.asked("thing").limit(2).sort(&[("colour", false)]);
    let all = world.all(&asked).await.unwrap();
    let colours: Vec<Value> = all.iter().map(|record| object.value(record, "colour")).collect();
    assert_eq!(colours, ["red", "red", "green", "blue"].map(text));
}

async fn the_trash_is_a_list_of_its_own(space: Space) {
    let world = World::new(space).await;
    let object = world.object("thing");
    let me = Uuid::now_v7();
    let mut records = Vec::new();
    for at in 0..12 {
        let deleted = if at % 3 == 0 { Value::Instant(now()) } else { Value::Null };
        let owner = if at % 2 == 0 { Value::Id(me) } else { Value::Null };
        let name = text(&format!("{at}"));
        let fields =
            [("kind", text("person")), ("name", name), ("deleted_at", deleted), ("owner", owner)];
        records.push(record(&object, &fields));
    }
    world.insert("thing", &records).await;
    let mut asked = world.asked("thing").limit(3);
    assert_eq!(world.all(&asked).await.unwrap().len(), 8);
    asked.request.deleted = true;
    assert_eq!(world.all(&asked).await.unwrap().len(), 4);
    assert_eq!(world.count(&asked).await.unwrap().value, 4);
    let mut mine = asked.clone().by(person(me, &[], Reach::Own));
    assert_eq!(world.all(&mine).await.unwrap().len(), 2);
    let mut rights = (*mine.scope.rights).clone();
    rights.standard.delete = Reach::None;
    mine.scope.rights = rights.into();
    assert!(world.all(&mine).await.unwrap().is_empty(), "the trash is for those who may delete");
}

async fn a_rare_combination_is_bounded_and_says_so(space: Space) {
    let world = World::new(space).await;
    filled(&world, 24_000).await;
    let rare = compare("size", Op::Gt, Operand::One(Value::Int(1_000)));
    for sort in [("name", false), ("created_at", true), ("worth", false)] {
        let asked = people(world.asked("thing")).filter(rare.clone()).sort(&[sort]);
        let page = world.page(&asked).await.unwrap();
        assert!(page.bounded && page.records.is_empty(), "{sort:?}");
        let count = world.count(&asked).await.unwrap();
        assert!(count.exact && count.value == 0, "the count looks at more than a page");
    }
    // A walk that was bounded may go on from where it stopped, to the end.
    let mut asked = world.asked("thing").filter(rare).sort(&[("name", false)]);
    let mut steps = 0;
    loop {
        let page = world.page(&asked).await.unwrap();
        steps += 1;
        match page.next {
            Some(next) => asked.request.cursor = Some(next),
            None => break,
        }
        assert!(page.bounded);
    }
    assert_eq!(steps, 2);
    let common = compare("size", Op::Lt, Operand::One(Value::Int(50)));
    let asked = world.asked("thing").filter(common).sort(&[("name", false)]);
    let page = world.page(&asked).await.unwrap();
    assert!(!page.bounded && page.records.len() == 50);
}

async fn a_rare_value_is_found_wherever_it_stands(space: Space) {
    let world = World::new(space).await;
    filled(&world, 22_000).await;
    let object = world.object("thing");
    let last = [
        ("kind", text("person")),
        ("name", text("ZZZ last of all")),
        ("tags", Value::Words(vec!["Needle".to_owned()])),
        ("external_id", text("K-77")),
    ];
    let last = record(&object, &last);
    let id = last.id();
    world.insert("thing", &[last]).await;
    let needles = [
        eq("tags", text("needle")),
        eq("external_id", text("k-77")),
        eq("name", text("zzz LAST of all")),
        compare("name", Op::Starts, Operand::One(text("zzz"))),
        eq("id", Value::Id(id)),
    ];
    for needle in needles {
        for sort in [("name", false), ("created_at", true), ("worth", false), ("size", true)] {
            let asked = world.asked("thing").filter(needle.clone()).sort(&[sort]);
            let page = world.page(&asked).await.unwrap();
            let found: Vec<Uuid> = page.records.iter().map(Record::id).collect();
            assert_eq!(found, [id], "{needle:?} {sort:?}");
            assert!(!page.bounded && page.next.is_none());
        }
    }
    let mut searched = world.asked("thing").sort(&[("size", true)]);
    searched.request.search = Some("zzz la".to_owned());
    let page = world.page(&searched).await.unwrap();
    assert_eq!(page.records.len(), 1);
    assert_eq!(world.count(&searched).await.unwrap().value, 1);
}

async fn a_big_list_is_counted_up_to_a_cap(space: Space) {
    let world = World::new(space).await;
    filled(&world, 22_000).await;
    let all = world.count(&world.asked("thing")).await.unwrap();
    assert_eq!((all.value, all.exact), (10_000, false));
    let few = world.asked("thing").filter(eq("size", Value::Int(7)));
    let few = world.count(&few).await.unwrap();
    assert_eq!((few.value, few.exact), (220, true));
    let nobody = world.asked("thing").by(person(Uuid::now_v7(), &[], Reach::Team));
    let nobody = world.count(&nobody).await.unwrap();
    assert_eq!((nobody.value, nobody.exact), (0, true));
}

async fn only_the_fields_asked_for_are_read(space: Space) {
    let world = World::new(space).await;
    filled(&world, 4).await;
    let object = world.object("thing");
    let mut asked = world.asked("thing");
    asked.request.fields = vec!["name", "tags", "created_by"];
    for record in world.all(&asked).await.unwrap() {
        assert!(!object.value(&record, "name").is_null());
        assert!(object.value(&record, "size").is_null());
        assert!(record.envelope.created_at > Timestamp::UNIX_EPOCH);
    }
}
