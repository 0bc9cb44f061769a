//! `save`, the journal and undo tell the same story, whatever people do in whatever order.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value as Json, json};
use testkit::{Api, App, Engine};

/// How many people the acts are about.
const PEOPLE: usize = 3;

#[derive(Clone, Debug)]
enum Act {
    Write(usize, Vec<(&'static str, Json)>),
    Delete(usize),
    Restore(usize),
}

/// The records of a case as the API shows them; none in the trash.
type State = Vec<Option<Json>>;

fn texts(
    key: &'static str,
    choices: &'static [&'static str],
) -> BoxedStrategy<(&'static str, Json)> {
    prop::sample::select(choices).prop_map(move |text| (key, json!(text))).boxed()
}

fn field() -> impl Strategy<Value = (&'static str, Json)> {
    let empty =
        prop::sample::select(&["job_title", "description", "emails", "tags", "birth_date"][..])
            .prop_map(|key| (key, Json::Null));
    prop_oneof![
        texts("name", &["Ana García", "张伟", "O'Brien", "Núñez  Muñoz", "=cmd|x"]),
        texts("job_title", &["Buyer", "采购", "a\"b\\c", "\u{1F600}"]),
        texts("description", &["# Title\n\n* one", "two\nlines"]),
        texts("preferred_channel", &["phone", "visit"]),
        texts("birth_date", &["1980-02-29", "1999-12-31"]),
        any::<bool>().prop_map(|yes| ("do_not_call", json!(yes))),
        vec("[a-z]{1,4}", 0..3).prop_map(|tags| ("tags", json!(tags))),
        vec("[a-z]{1,5}", 0..3).prop_map(|names| {
            let emails: Vec<String> = names.iter().map(|name| format!("{name}@acme.es")).collect();
            ("emails", json!(emails))
        }),
        vec(prop::sample::select(&["customer", "dealer", "supplier"][..]), 0..3)
            .prop_map(|roles| ("roles", json!(roles))),
        prop::sample::select(&["Madrid", "上海", ""][..])
            .prop_map(|city| ("addresses", json!([{"city": city, "country": "ES"}]))),
        empty,
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..PEOPLE;
    prop_oneof![
        6 => (who.clone(), vec(field(), 1..4)).prop_map(|(who, fields)| Act::Write(who, fields)),
        1 => who.clone().prop_map(Act::Delete),
        1 => who.prop_map(Act::Restore),
    ]
}

struct Case<'a> {
    app: &'a App,
    api: &'a Api,
    people: Vec<String>,
}

impl<'a> Case<'a> {
    async fn begin(app: &'a App, api: &'a Api) -> Self {
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            let person = json!({"kind": "person", "name": format!("Person {number}")});
            let created = api.post("/api/v1/parties", &person).await.expect_json(201);
            people.push(created["id"].as_str().unwrap().to_owned());
        }
        Self { app, api, people }
    }

    fn path(&self, who: usize) -> String {
        format!("/api/v1/parties/{}", self.people[who])
    }

    async fn state(&self) -> State {
        let mut state = Vec::new();
        for who in 0..PEOPLE {
            let answer = self.api.get(&self.path(who)).await;
            state.push((answer.status == 200).then(|| substance(answer.json())));
        }
        state
    }

    /// Does an act; answers its change set when it changed anything.
    async fn act(&self, act: &Act) -> Option<String> {
        let before = self.last_act().await;
        let answer = match act {
            Act::Write(who, fields) => {
                let body: Map<String, Json> =
                    fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
                self.api.patch(&self.path(*who), &Json::Object(body)).await
            }
            Act::Delete(who) => self.api.delete(&self.path(*who)).await,
            Act::Restore(who) => {
                self.api.post(&format!("{}/restore", self.path(*who)), &json!({})).await
            }
        };
        assert!(answer.status < 500, "{act:?}: {}", answer.text);
        let after = self.last_act().await;
        (after != before).then_some(after)
    }

    async fn last_act(&self) -> String {
        let acts = self.api.get("/api/v1/change-sets?limit=1").await.expect_json(200);
        acts["data"][0]["id"].as_str().unwrap().to_owned()
    }

    async fn undo(&self, change_set: &str) -> Json {
        let path = format!("/api/v1/change-sets/{change_set}/undo");
        self.api.post(&path, &json!({})).await.expect_json(200)
    }

    /// Every entry begins where the one before ended, and the last ends where the record is.
    async fn check_journal(&self) {
        self.app.web.store().settle().await.unwrap();
        for (who, id) in self.people.iter().enumerate() {
            let mut told: BTreeMap<String, Json> = BTreeMap::new();
            let sql = r#"select "payload", "version" from "journal" where "record" = $1 order by "header", "number""#;
            let id: uuid::Uuid = id.parse().unwrap();
            let mut version = 0;
            for row in self.app.sql(sql, &[id.into()]).await {
                version += 1;
                assert_eq!(row.int(1).unwrap(), version, "a version is missing");
                let fields: BTreeMap<String, (Json, Json)> =
                    serde_json::from_str(row.text(0).unwrap()).unwrap();
                for (key, (before, after)) in fields {
                    let known = told.insert(key.clone(), after).unwrap_or_default();
                    assert!(
                        is_same(&known, &before),
                        "{key}: {known} before, {before} in the journal"
                    );
                }
            }
            let Some(record) = self.state().await[who].clone() else {
                continue;
            };
            for (key, shown) in record.as_object().unwrap() {
                if let Some(last) = told.get(key) {
                    assert!(is_same(shown, last), "{key}: {shown} shown, {last} in the journal");
                }
            }
        }
    }
}

/// A record without what every write changes.
fn substance(mut record: Json) -> Json {
    let fields = record.as_object_mut().unwrap();
    for key in ["version", "updated_at"] {
        fields.remove(key);
    }
    record
}

/// Nothing, an empty text and an empty list are the same emptiness; a link is its id.
fn is_same(one: &Json, other: &Json) -> bool {
    fn plain(value: &Json) -> Json {
        match value {
            Json::String(text) if text.is_empty() => Json::Null,
            Json::Bool(false) => Json::Null,
            Json::Array(list) if list.is_empty() => Json::Null,
            Json::Array(list) => list.iter().map(plain).collect(),
            Json::Object(map) if map.contains_key("title") => map["id"].clone(),
            Json::Object(map) => {
                let kept = map.iter().filter(|(_, value)| !plain(value).is_null());
                Json::Object(kept.map(|(key, value)| (key.clone(), plain(value))).collect())
            }
            other => other.clone(),
        }
    }
    plain(one) == plain(other)
}

async fn tell(app: &App, api: &Api, acts: &[Act]) {
    let case = Case::begin(app, api).await;
    let mut undoable = Vec::new();
    for act in acts {
        let before = case.state().await;
        if let Some(change_set) = case.act(act).await {
            undoable.push((change_set, before));
        }
    }
    case.check_journal().await;
    let end = case.state().await;
    let mut undos = Vec::new();
    while let Some((change_set, before)) = undoable.pop() {
        let report = case.undo(&change_set).await;
        assert_eq!(case.state().await, before, "after taking back {report}");
        undos.push(report);
    }
    case.check_journal().await;
    // An undo can be undone: the way forward is the same way.
    while let Some(report) = undos.pop() {
        case.undo(report["change_set"].as_str().unwrap()).await;
    }
    assert_eq!(case.state().await, end);
    case.check_journal().await;
}

fn on(engine: Engine) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(App::start(engine));
    let api = runtime.block_on(app.token("max"));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let told = TestRunner::new(config).run(&vec(act(), 1..12), |acts| {
        runtime.block_on(tell(&app, &api, &acts));
        Ok(())
    });
    if let Err(error) = told {
        panic!("{error}");
    }
    runtime.block_on(app.stop());
}

#[test]
fn save_journal_and_undo_agree_on_sqlite() {
    on(Engine::Sqlite);
}

#[test]
fn save_journal_and_undo_agree_on_postgres() {
    on(Engine::Postgres);
}
