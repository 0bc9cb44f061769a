//! Rights are a property of every query: what one may not see is not there, by whatever way one
//! looks for it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod query_world;
mod space;

use std::sync::Arc;

use kernel::access::{Act, ObjectRights, Reach, Scope};
use kernel::filter::{Filter, Op, Operand};
use kernel::record::Record;
use kernel::value::{Part, Value};
use kernel::{Error, Result};
use query_world::{World, compare, eq, now, person, record, text};
use space::Space;
use store::query::{self, Asking, Binds};
use store::search;
use store::{SqlValue, Tx, TxFuture};
use uuid::Uuid;

on_both_engines!(
    reach_decides_over_owner_team_and_share,
    an_act_reaches_no_farther_than_seeing,
    a_tie_is_seen_by_whoever_sees_both_ends,
    a_deed_is_seen_by_its_owner_and_with_its_things,
    a_paper_is_seen_with_the_record_it_lies_on,
    what_is_hidden_answers_no_filter_sort_or_search,
    a_statement_of_one_s_own_takes_the_same_condition,
);

/// One thing of mine, one of my team, one shared with me, one with my team, one of nobody.
struct Things {
    world: World,
    me: Uuid,
    team: Uuid,
    mine: Uuid,
    my_team_s: Uuid,
    shared: Uuid,
    shared_with_team: Uuid,
    others: Uuid,
    nobody_s: Uuid,
}

impl Things {
    async fn new(space: Space) -> Self {
        let world = World::new(space).await;
        let (me, team, other, other_team) =
            (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
        let object = world.object("thing");
        let thing = |name: &str, owner: Value, team: Value| {
            let mail = Part {
                id: Uuid::now_v7(),
                value: format!("{name}@acme.es"),
                primary: true,
                ..Part::default()
            };
            let fields = [
                ("kind", text("person")),
                ("name", text(name)),
                ("owner", owner),
                ("team", team),
                ("emails", Value::Parts(vec![mail])),
            ];
            record(&object, &fields)
        };
        let records = [
            thing("mine", Value::Id(me), Value::Null),
            thing("myteams", Value::Id(other), Value::Id(team)),
            thing("shared", Value::Id(other), Value::Id(other_team)),
            thing("sharedwithteam", Value::Id(other), Value::Null),
            thing("others", Value::Id(other), Value::Id(other_team)),
            thing("nobodys", Value::Null, Value::Null),
        ];
        world.insert("thing", &records).await;
        let ids: Vec<Uuid> = records.iter().map(Record::id).collect();
        let things = Self {
            world,
            me,
            team,
            mine: ids[0],
            my_team_s: ids[1],
            shared: ids[2],
            shared_with_team: ids[3],
            others: ids[4],
            nobody_s: ids[5],
        };
        things.share(things.shared, "user", me, "see").await;
        things.share(things.shared_with_team, "team", team, "edit").await;
        things
    }

    async fn share(&self, record: Uuid, with: &str, id: Uuid, access: &str) {
        let (user, team) = match with {
            "user" => (SqlValue::Id(id), SqlValue::Null),
            _ => (SqlValue::Null, SqlValue::Id(id)),
        };
        let sql = r#"insert into "share" ("object", "record", "user", "team", "access", "created_at")
            values ('thing', $1, $2, $3, $4, 0)"#;
        self.world.execute(sql, vec![record.into(), user, team, access.into()]).await;
    }

    fn i(&self, reach: Reach) -> Scope {
        person(self.me, &[self.team], reach)
    }

    /// What somebody reaches for an act, by list, count, ids and one by one.
    async fn reached(&self, key: &'static str, scope: &Scope, act: Act) -> Vec<Uuid> {
        let all = self.all(key).await;
        let (ids, many) = self.many(key, scope, &all, act).await;
        let mut asked = self.world.asked(key).by(scope.clone()).limit(2);
        asked.request.sort = vec![query_world::key("id", false)];
        asked.request.act = act;
        let listed: Vec<Uuid> =
            self.world.all(&asked).await.unwrap().iter().map(Record::id).collect();
        assert_eq!(listed, many, "list and get_many agree");
        asked.request.sort = Vec::new();
        let mut by_title: Vec<Uuid> =
            self.world.all(&asked).await.unwrap().iter().map(Record::id).collect();
        by_title.sort_unstable();
        assert_eq!(by_title, many, "merged branches agree");
        let count = self.world.count(&asked).await.unwrap();
        assert_eq!(usize::try_from(count.value).unwrap(), many.len());
        if act == Act::See {
            assert_eq!(ids, many, "visible_ids agrees");
        }
        many
    }

    async fn all(&self, key: &'static str) -> Vec<Uuid> {
        let asked = self.world.asked(key);
        let mut ids: Vec<Uuid> =
            self.world.all(&asked).await.unwrap().iter().map(Record::id).collect();
        // A robot sees no tie, deed or paper of what is in the trash; the tables hold them.
        let sql = format!("select \"id\" from \"{key}\"");
        let rows = self.in_tx(move |tx| {
            let sql = sql.clone();
            Box::pin(async move { tx.query(&sql, &[]).await })
        });
        ids.extend(rows.await.unwrap().iter().map(|row| row.id(0).unwrap()));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    async fn many(
        &self,
        key: &'static str,
        scope: &Scope,
        ids: &[Uuid],
        act: Act,
    ) -> (Vec<Uuid>, Vec<Uuid>) {
        let (catalog, scope, ids) = (Arc::clone(&self.world.catalog), scope.clone(), ids.to_vec());
        let both = self.in_tx(move |tx| {
            let (catalog, scope, ids) = (Arc::clone(&catalog), scope.clone(), ids.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                let object = catalog.object(key).unwrap();
                let mut visible = query::visible_ids(tx, asking, object, &ids).await?;
                visible.sort_unstable();
                let many = query::get_many(tx, asking, object, &ids, act).await?;
                for id in &ids {
                    let one = query::get(tx, asking, object, *id).await;
                    assert_eq!(one.is_ok(), visible.contains(id));
                    assert!(one.is_ok() || matches!(one, Err(Error::NotFound)));
                }
                Ok((visible, many.iter().map(Record::id).collect::<Vec<Uuid>>()))
            })
        });
        both.await.unwrap()
    }

    async fn in_tx<T, F>(&self, body: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'a> FnMut(&'a mut Tx) -> TxFuture<'a, T> + Send + 'static,
    {
        self.world.store.read(body).await
    }
}

fn sorted(ids: &[Uuid]) -> Vec<Uuid> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}

async fn reach_decides_over_owner_team_and_share(space: Space) {
    let t = Things::new(space).await;
    let (own, shares) = (vec![t.mine], vec![t.shared, t.shared_with_team]);
    let everything = vec![t.mine, t.my_team_s, t.shared, t.shared_with_team, t.others, t.nobody_s];
    let with = |base: &[Uuid], more: &[Uuid]| sorted(&[base, more].concat());
    let team = vec![t.mine, t.my_team_s];
    for (reach, act, expected) in [
        (Reach::None, Act::See, vec![]),
        (Reach::Own, Act::See, with(&own, &shares)),
        (Reach::Team, Act::See, with(&team, &shares)),
        (Reach::All, Act::See, sorted(&everything)),
        (Reach::Own, Act::Export, with(&own, &shares)),
        (Reach::Team, Act::Export, with(&team, &shares)),
        (Reach::Own, Act::Edit, with(&own, &[t.shared_with_team])),
        (Reach::Team, Act::Edit, with(&team, &[t.shared_with_team])),
        (Reach::Own, Act::Delete, own.clone()),
        (Reach::Team, Act::Delete, sorted(&team)),
        (Reach::Team, Act::Reassign, sorted(&team)),
        (Reach::All, Act::Delete, sorted(&everything)),
    ] {
        assert_eq!(t.reached("thing", &t.i(reach), act).await, expected, "{reach:?} {act:?}");
    }
    let teamless = person(t.me, &[], Reach::Team);
    assert_eq!(t.reached("thing", &teamless, Act::See).await, with(&own, &[t.shared]));
    let mut robot = query_world::robot();
    robot.rights = t.i(Reach::Team).rights;
    assert!(t.reached("thing", &robot, Act::See).await.is_empty(), "a robot owns nothing");
}

async fn an_act_reaches_no_farther_than_seeing(space: Space) {
    let t = Things::new(space).await;
    let mut scope = t.i(Reach::Own);
    let mut rights = (*scope.rights).clone();
    rights.standard =
        ObjectRights { see: Reach::Own, export: Reach::All, ..ObjectRights::default() };
    scope.rights = Arc::new(rights);
    let exported = t.reached("thing", &scope, Act::Export).await;
    assert_eq!(exported, sorted(&[t.mine, t.shared, t.shared_with_team]));
    assert!(t.reached("thing", &scope, Act::Edit).await.is_empty());
}

async fn a_tie_is_seen_by_whoever_sees_both_ends(space: Space) {
    let t = Things::new(space).await;
    let object = t.world.object("tie");
    let tie = |from: Uuid, to: Uuid| {
        record(
            &object,
            &[("from", Value::Id(from)), ("to", Value::Id(to)), ("note", text("knows"))],
        )
    };
    let ties = [
        tie(t.mine, t.shared),
        tie(t.mine, t.others),
        tie(t.others, t.nobody_s),
        tie(t.my_team_s, t.mine),
    ];
    t.world.insert("tie", &ties).await;
    let ids: Vec<Uuid> = ties.iter().map(Record::id).collect();
    assert_eq!(t.reached("tie", &t.i(Reach::Own), Act::See).await, [ids[0]]);
    assert_eq!(t.reached("tie", &t.i(Reach::Team), Act::See).await, [ids[0], ids[3]]);
    assert_eq!(t.reached("tie", &t.i(Reach::All), Act::See).await, ids);
    assert!(t.reached("tie", &t.i(Reach::None), Act::See).await.is_empty());
    let sql = r#"update "thing" set "deleted_at" = 1 where "id" = $1"#;
    t.world.execute(sql, vec![t.mine.into()]).await;
    assert_eq!(t.reached("tie", &t.i(Reach::All), Act::See).await, [ids[2]], "ends must live");
}

async fn a_deed_is_seen_by_its_owner_and_with_its_things(space: Space) {
    let t = Things::new(space).await;
    let object = t.world.object("deed");
    let other = Uuid::now_v7();
    let deed = |owner: Uuid, thing: Value, others: Value| {
        let fields = [
            ("subject", text("call")),
            ("owner", Value::Id(owner)),
            ("thing", thing),
            ("others", others),
            ("at", Value::Instant(now())),
        ];
        record(&object, &fields)
    };
    let deeds = [
        deed(t.me, Value::Null, Value::Null),
        deed(t.me, Value::Id(t.others), Value::Null),
        deed(other, Value::Id(t.mine), Value::Null),
        deed(other, Value::Id(t.others), Value::Ids(vec![t.nobody_s, t.shared])),
        deed(other, Value::Id(t.others), Value::Ids(vec![t.nobody_s])),
        deed(other, Value::Null, Value::Null),
    ];
    t.world.insert("deed", &deeds).await;
    let ids: Vec<Uuid> = deeds.iter().map(Record::id).collect();
    assert_eq!(t.reached("deed", &t.i(Reach::Own), Act::See).await, ids[..4]);
    assert_eq!(
        t.reached("deed", &t.i(Reach::Own), Act::Edit).await,
        ids[..2],
        "seeing with a thing is no right to change"
    );
    assert_eq!(t.reached("deed", &t.i(Reach::All), Act::See).await, ids);
    let about = eq("thing", Value::Id(t.others));
    let asked = t.world.asked("deed").by(t.i(Reach::Own)).filter(about).sort(&[("at", true)]);
    assert_eq!(t.world.all(&asked).await.unwrap().len(), 2);
}

async fn a_paper_is_seen_with_the_record_it_lies_on(space: Space) {
    let t = Things::new(space).await;
    let object = t.world.object("paper");
    let paper = |on: &str, id: Uuid| {
        record(
            &object,
            &[("title", text("offer")), ("object", text(on)), ("record", Value::Id(id))],
        )
    };
    let tie_object = t.world.object("tie");
    let tie = record(&tie_object, &[("from", Value::Id(t.mine)), ("to", Value::Id(t.shared))]);
    t.world.insert("tie", std::slice::from_ref(&tie)).await;
    let papers = [
        paper("thing", t.mine),
        paper("thing", t.others),
        paper("tie", tie.id()),
        paper("deed", t.mine),
        paper("paper", t.mine),
        paper("x' or 1=1--", t.mine),
    ];
    t.world.insert("paper", &papers).await;
    let ids: Vec<Uuid> = papers.iter().map(Record::id).collect();
    assert_eq!(t.reached("paper", &t.i(Reach::Own), Act::See).await, [ids[0], ids[2]]);
    assert_eq!(t.reached("paper", &t.i(Reach::All), Act::See).await, ids[..3]);
}

/// Nothing about a hidden record can be learnt by asking for it (SEC-2).
async fn what_is_hidden_answers_no_filter_sort_or_search(space: Space) {
    let t = Things::new(space).await;
    let object = t.world.object("thing");
    let fields = [
        ("kind", text("person")),
        ("name", text("child")),
        ("owner", Value::Id(t.me)),
        ("parent", Value::Id(t.others)),
        ("friends", Value::Ids(vec![t.others, t.mine])),
    ];
    let child = record(&object, &fields);
    t.world.insert("thing", std::slice::from_ref(&child)).await;
    let i = t.i(Reach::Own);
    let matches = async |filter: Filter| -> bool {
        let asked = t.world.asked("thing").by(i.clone()).filter(filter).sort(&[("name", false)]);
        t.world.all(&asked).await.unwrap().iter().any(|record| record.id() == child.id())
    };
    assert!(!matches(eq("parent.name", text("others"))).await);
    assert!(!matches(compare("parent.name", Op::Starts, Operand::One(text("o")))).await);
    assert!(!matches(compare("parent.email", Op::Contains, Operand::One(text("acme")))).await);
    assert!(matches(compare("parent.name", Op::Ne, Operand::One(text("others")))).await);
    assert!(matches(compare("parent.name", Op::Empty, Operand::Flag(true))).await);
    let all = t.i(Reach::All);
    let asked = t.world.asked("thing").by(all).filter(eq("parent.name", text("others")));
    assert_eq!(t.world.all(&asked).await.unwrap().len(), 1, "whoever sees it finds by it");
    let page = t.world.page(&t.world.asked("thing").by(i.clone())).await.unwrap();
    assert_eq!(page.titles.get("thing", t.others), None);
    assert_eq!(page.titles.get("thing", t.mine), Some("mine"));
    assert_eq!(page.titles.get("deed", t.mine), None);
    for q in ["others", "others@acme.es", "nobodys"] {
        let mut asked = t.world.asked("thing").by(i.clone());
        asked.request.search = Some(q.to_owned());
        assert!(t.world.all(&asked).await.unwrap().is_empty(), "{q}");
        assert_eq!(t.world.count(&asked).await.unwrap().value, 0);
        let (catalog, scope) = (Arc::clone(&t.world.catalog), i.clone());
        let hits = t.in_tx(move |tx| {
            let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                search::search(tx, asking, q, None, 20).await
            })
        });
        assert!(hits.await.unwrap().is_empty(), "{q}");
    }
}

/// A word that thousands of newer records of others have finds one's own all the same.
async fn a_statement_of_one_s_own_takes_the_same_condition(space: Space) {
    let t = Things::new(space).await;
    for reach in [Reach::None, Reach::Own, Reach::Team, Reach::All] {
        let (catalog, scope) = (Arc::clone(&t.world.catalog), t.i(reach));
        let ids = t.in_tx(move |tx| {
            let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
            Box::pin(async move {
                let asking = Asking { catalog: &catalog, scope: &scope };
                let mut binds = Binds::new(tx.dialect());
                let name = binds.add("x");
                let object = catalog.object("thing").unwrap();
                let condition = query::scope_condition(asking, &mut binds, object, "thing", Act::See);
                let sql = format!(
                    "select \"id\" from \"thing\" where \"name\" <> {name} and {condition} order by \"id\""
                );
                let rows = tx.query(&sql, binds.values()).await?;
                rows.iter().map(|row| row.id(0)).collect::<Result<Vec<Uuid>>>()
            })
        });
        assert_eq!(ids.await.unwrap(), t.reached("thing", &t.i(reach), Act::See).await);
    }
}
