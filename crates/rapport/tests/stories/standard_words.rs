//! What the product brought along is called in the language of whoever reads, wherever it is named.

use platform::standard_role::StandardRole;
use serde_json::{Value as Json, json};
use testkit::{App, Browser, on_both_engines};

use crate::customers::begin;

/// Ada reads in another language from now on.
async fn reads(app: &App, language: &str) -> Browser {
    let path = format!("/api/v1/users/{}", app.user("ada"));
    let own = json!({"language": language});
    app.token("ada").await.patch(&path, &own).await.expect(200);
    app.sign_in("ada").await
}

fn manager() -> String {
    StandardRole::Manager.id().to_string()
}

/// The id of a standard type of relationship.
async fn kind(app: &App, key: &str) -> String {
    let path = format!("/api/v1/relationship-types?key={key}");
    let page = app.token("ada").await.get(&path).await.expect_json(200);
    page["data"][0]["id"].as_str().unwrap().to_owned()
}

async fn tied(app: &App) -> (String, String) {
    let api = app.token("ada").await;
    let mut ids = Vec::new();
    for (kind, name) in [("person", "Ana"), ("organization", "Acme")] {
        let party = api.post("/api/v1/parties", &json!({"kind": kind, "name": name})).await;
        ids.push(party.expect_json(201)["id"].clone());
    }
    let tie =
        json!({"from": ids[0], "to": ids[1], "relationship_type": kind(app, "works_for").await});
    let tie = api.post("/api/v1/relationships", &tie).await.expect_json(201);
    (ids[0].as_str().unwrap().to_owned(), tie["id"].as_str().unwrap().to_owned())
}

const ROLES: [(&str, [&str; 4]); 3] = [
    ("en", ["Administrator", "Manager", "Member", "Read-only"]),
    ("es", ["Administrador", "Responsable", "Miembro", "Solo lectura"]),
    ("zh", ["管理员", "经理", "成员", "只读"]),
];

const WORKS_FOR: [(&str, &str); 3] =
    [("en", "works for / employs"), ("es", "trabaja en / emplea a"), ("zh", "就职于 / 雇用")];

on_both_engines! {
    async fn roles_are_named_in_the_language_of_the_reader(engine) {
        let app = App::start(engine).await;
        let own = format!("/users/{}", app.user("max"));
        for (language, names) in ROLES {
            let page = reads(&app, language).await;
            for path in ["/settings/roles", "/settings/users", "/settings/users/new", "/roles", "/users", "/options/role"] {
                let text = page.get(path).await.expect(200).text;
                for name in names {
                    assert!(text.contains(&format!(">{name}<")), "{language} {path}: {name}");
                }
            }
            for path in [format!("/roles/{}", manager()), format!("/settings/roles/{}", manager())] {
                let text = page.get(&path).await.expect(200).text;
                assert!(text.contains(names[1]) && text.contains(&format!("<title>{}", names[1])), "{language} {path}");
            }
            let text = page.get(&own).await.expect(200).text;
            assert!(text.contains(&format!(">{}<", names[1])), "{language}: a linked role");
            let export = page.get("/export/users").await.expect(200).text;
            assert!(export.contains(names[1]), "{language}: {export}");
        }
        app.stop().await;
    }

    async fn relationships_are_named_in_the_language_of_the_reader(engine) {
        let app = begin(engine).await;
        let (_, tie) = tied(&app).await;
        let id = kind(&app, "works_for").await;
        for (language, name) in WORKS_FOR {
            let page = reads(&app, language).await;
            let record = format!("/relationships/{tie}");
            let own = format!("/relationship-types/{id}");
            for path in ["/relationship-types", "/relationships", &record, &own] {
                let text = page.get(path).await.expect(200).text;
                assert!(text.contains(name), "{language} {path}: {name}");
            }
            for word in ["employs", "emplea", "雇用"] {
                let found = page.get(&format!("/options/relationship_type?q={word}")).await.expect(200).text;
                assert!(found.contains(name), "{language}: {word} finds {name}: {found}");
            }
            let edited = page.get(&format!("/relationships/{tie}/edit")).await.expect(200).text;
            assert!(edited.contains(&format!("value=\"{name}\"")), "{language}: the chosen type");
        }
        app.stop().await;
    }

    async fn a_standard_record_is_found_by_its_words_in_any_language(engine) {
        let app = App::start(engine).await;
        for (language, names) in ROLES {
            let page = reads(&app, language).await;
            let api = app.token("ada").await;
            for (_, words) in ROLES {
                let hits = api.get(&format!("/api/v1/search?q={}", words[1])).await.expect_json(200);
                let hits = hits["data"].as_array().unwrap();
                let own = hits.iter().find(|hit| hit["id"] == json!(manager())).expect("it is found");
                assert_eq!(own["title"], json!(names[1]), "{language}");
                let text = page.get(&format!("/search?q={}", words[1])).await.expect(200).text;
                assert!(text.contains(names[1]), "{language}: {} on the page of hits", words[1]);
            }
        }
        app.stop().await;
    }

    async fn words_of_ones_own_win_in_every_language(engine) {
        let app = App::start(engine).await;
        let api = app.token("ada").await;
        let path = format!("/api/v1/roles/{}", manager());
        api.patch(&path, &json!({"name": "Equipo comercial"})).await.expect(200);
        for (language, names) in ROLES {
            let text = reads(&app, language).await.get("/settings/roles").await.expect(200).text;
            assert!(text.contains("Equipo comercial") && !text.contains(&format!(">{}<", names[1])), "{language}");
        }
        let hits = api.get("/api/v1/search?q=Responsable").await.expect_json(200);
        assert_eq!(hits["data"], json!([]));
        app.stop().await;
    }

    async fn saving_a_form_keeps_what_nobody_changed(engine) {
        let app = App::start(engine).await;
        let page = reads(&app, "es").await;
        let api = app.token("ada").await;
        let path = format!("/api/v1/roles/{}", manager());
        let before = api.get(&path).await.expect_json(200);
        assert_eq!(before["name"], "Manager", "programs read what is kept");
        let fields = [("name", "Responsable"), ("purpose", "Lleva el norte"), ("version", "1")];
        page.post(&format!("/roles/{}/edit", manager()), &fields).await.expect(303);
        let after: Json = api.get(&path).await.expect_json(200);
        assert_eq!((&after["name"], &after["purpose"]), (&json!("Manager"), &json!("Lleva el norte")));
        let shown = reads(&app, "zh").await.get(&format!("/roles/{}", manager())).await.expect(200).text;
        assert!(shown.contains("经理") && shown.contains("Lleva el norte"));
        app.stop().await;
    }
}
