//! Files come in by the command line: all modes, every refusal, links, encodings, flags, undo.

use std::path::PathBuf;

use serde_json::{Value as Json, json};
use testkit::{Api, Engine, Place, Process, on_both_engines};

use crate::commands::{RAPPORT, administrator, rapport};

/// A file to bring, gone with its test.
pub struct Sheet(PathBuf);

impl Drop for Sheet {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

impl Sheet {
    pub fn of(bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("{}.csv", uuid::Uuid::new_v4()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

/// Imports a text and answers the report.
pub async fn import(place: &Place, bytes: &[u8], more: &[&str]) -> Json {
    let sheet = Sheet::of(bytes);
    let ran = rapport(place, &[&["import", sheet.path(), "--json"], more].concat(), "").await;
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

pub fn counts(report: &Json) -> [u64; 5] {
    ["rows", "created", "updated", "unchanged", "refused"].map(|key| report[key].as_u64().unwrap())
}

const COMPANIES: &[u8] = b"ext_id,name,city\nA1,Acme,Madrid\nA2,Umbra,Lima\nA3,Vertex,Lyon\n";

on_both_engines! {
    async fn every_mode_tells_what_became_of_the_rows(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let companies = ["--object", "companies"];
        let first = import(&place, COMPANIES, &companies).await;
        assert_eq!(counts(&first), [3, 3, 0, 0, 0]);
        let again = import(&place, COMPANIES, &companies).await;
        assert_eq!(counts(&again), [3, 0, 0, 3, 0]);
        let moved = b"ext_id,name,city\nA1,Acme,Sevilla\nA9,New,Faro\n";
        let update = [&companies[..], &["--mode", "update", "--match", "external_id"]].concat();
        let updated = import(&place, moved, &update).await;
        assert_eq!(counts(&updated), [2, 0, 1, 0, 1]);
        assert_eq!(updated["refusals"][0]["row"], 3);
        assert_eq!(updated["refusals"][0]["column"], "ext_id");
        assert_eq!(updated["refusals"][0]["value"], "A9");
        let checked = [&companies[..], &["--dry-run"]].concat();
        let checked = import(&place, moved, &checked).await;
        assert_eq!(counts(&checked), [2, 1, 0, 1, 0]);
        assert_eq!(checked["change_set"], Json::Null);
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let served = import(&place, moved, &companies).await;
        assert_eq!(counts(&served), [2, 1, 0, 1, 0]);
        let all = api.get("/api/v1/parties?sort=name&fields=name,city").await.expect_json(200);
        let names: Vec<&str> =
            all["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Acme", "New", "Umbra", "Vertex"]);
        assert_eq!(all["data"][0]["city"], "Sevilla");
        assert_eq!(process.terminate().await, 0);
    }

    async fn people_find_their_company_and_what_is_wrong_is_named(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        import(&place, COMPANIES, &["--object", "companies"]).await;
        let people = "ext_id;Nombre;Apellidos;Correo;company_ext_id;birth_date\n\
            P1;Ana;García;ana@acme.es;A1;31/12/1980\n\
            P2;Bo;Li;bo@;A2;\n\
            P3;Cy;Ng;cy@vertex.fr;A7;\n\
            P4;张;伟;zw@umbra.pe;A2;31/02/1990\n\
            P5;Di;Ro;;A3;\n";
        let latin = people.replace("张;伟", "Zoë;Núñez");
        let western: Vec<u8> = latin.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
        let report = import(&place, &western, &["--object", "people"]).await;
        assert_eq!(counts(&report), [5, 2, 0, 0, 3]);
        let refusals = report["refusals"].as_array().unwrap();
        let told: Vec<_> = refusals
            .iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap(), one["value"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [(3, "Correo", "bo@"), (4, "company_ext_id", "A7"), (5, "birth_date", "31/02/1990")]);
        assert!(refusals.iter().all(|one| !one["reason"].as_str().unwrap().is_empty()));
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let found = api.get("/api/v1/parties?kind=person&sort=name&fields=name,organization").await.expect_json(200);
        let data = found["data"].as_array().unwrap();
        assert_eq!(data.len(), 2);
        assert_eq!(data[0]["name"], "Ana García");
        assert_eq!(data[0]["organization"]["title"], "Acme");
        let chinese = import(&place, people.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&chinese), [5, 0, 0, 2, 3]);
        assert_eq!(process.terminate().await, 0);
    }

    async fn a_row_may_name_what_another_row_of_the_file_makes(engine) {
        let place = Place::new(engine);
        administrator(&place).await;
        let both = "kind,ext_id,name,organization.external_id\n\
            person,P1,Ana,A1\norganization,A1,Acme,\nperson,P1,Ana María,A1\nperson,P2,Bo,A2\n";
        let checked = import(&place, both.as_bytes(), &["--object", "parties", "--dry-run"]).await;
        assert_eq!(counts(&checked), [4, 2, 1, 0, 1]);
        let report = import(&place, both.as_bytes(), &["--object", "parties"]).await;
        assert_eq!(counts(&report), [4, 2, 1, 0, 1]);
        assert_eq!(report["refusals"][0]["value"], "A2");
    }

    async fn flags_say_what_the_file_does_not(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let rows = "Kunde,Stadt,Schuhe\nAna,Lima,38\nBo,Lyon,43\n";
        let map = Sheet::of(br#"{"Kunde": "name", "Stadt": "city", "Schuhe": null}"#);
        let flags = ["--object", "parties", "--map", map.path(), "--set", "kind=person", "--set", "tags=fair; 2026",
            "--source", "Trade fair"];
        let report = import(&place, rows.as_bytes(), &flags).await;
        assert_eq!(counts(&report), [2, 2, 0, 0, 0], "{report}");
        assert_eq!(report["columns"][2]["field"], Json::Null);
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let path = "/api/v1/parties?sort=name&fields=kind,name,city,tags,source";
        let found = api.get(path).await.expect_json(200);
        let ana = &found["data"][0];
        assert_eq!(
            [&ana["kind"], &ana["name"], &ana["city"], &ana["source"]],
            [&json!("person"), &json!("Ana"), &json!("Lima"), &json!("Trade fair")]
        );
        assert_eq!(ana["tags"], json!(["fair", "2026"]));
        assert_eq!(process.terminate().await, 0);

        let rows = Sheet::of(rows.as_bytes());
        let no_json = Sheet::of(b"Kunde=name");
        let wrong: [(&[&str], &str); 5] = [
            (&["--map", no_json.path()], no_json.path()),
            (&["--map", "/nowhere/map.json"], "/nowhere/map.json"),
            (&["--set", "shoes=43"], "shoes"),
            (&["--set", "birth_date=31/02/1980"], "31/02/1980"),
            (&["--map", map.path(), "--match", "shoes"], "shoes"),
        ];
        for (flags, named) in wrong {
            let all = [&["import", rows.path(), "--object", "people"], flags].concat();
            let ran = rapport(&place, &all, "").await;
            assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{flags:?}: {}", ran.stderr);
            assert_eq!(ran.stderr.trim().lines().count(), 1, "{}", ran.stderr);
            assert!(ran.stderr.contains(named), "{flags:?}: {}", ran.stderr);
        }
    }

    async fn refused_rows_come_back_as_the_file_that_was_brought(engine) {
        let place = Place::new(engine);
        administrator(&place).await;
        let text = "Nombre;Correo;Nota\nBegoña;begona@;Dijo \"sí\"; luego no\nJosé;jose@acme.es;\nIñaki;in@;\"a;b\"\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let refused = Sheet::of(b"of a former run");
        let flags = ["--object", "people", "--refused", refused.path()];
        let report = import(&place, &latin, &flags).await;
        assert_eq!(counts(&report), [3, 1, 0, 0, 2], "{report}");
        let bytes = std::fs::read(refused.path()).unwrap();
        let (sent_back, _, _) = encoding_rs::WINDOWS_1252.decode(&bytes);
        let lines: Vec<&str> = sent_back.lines().collect();
        assert_eq!(lines.len(), 3, "{sent_back}");
        assert!(lines[0].starts_with("Nombre;Correo;Nota;"), "{sent_back}");
        assert!(lines[1].starts_with("Begoña;begona@;"), "{sent_back}");
        assert!(lines[2].starts_with("Iñaki;in@;\"a;b\";") && lines[2].contains("Correo: "), "{sent_back}");
        let mended = sent_back.replace("begona@;", "begona@acme.es;").replace("in@;", "in@acme.es;");
        let (mended, _, _) = encoding_rs::WINDOWS_1252.encode(&mended);
        let again = import(&place, &mended, &["--object", "people"]).await;
        assert_eq!(counts(&again), [2, 1, 0, 0, 1], "{again}");
    }

    async fn an_import_is_taken_back_whole(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let report = import(&place, COMPANIES, &["--object", "companies"]).await;
        let id = report["change_set"].as_str().unwrap();
        let undone = rapport(&place, &["undo", id, "--json"], "").await;
        assert_eq!(undone.code, 0, "{}", undone.stderr);
        let undone: Json = serde_json::from_str(&undone.stdout).unwrap();
        assert_eq!((&undone["undone"], &undone["left"]), (&json!(3), &json!([])));
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        assert_eq!(api.get("/api/v1/parties").await.expect_json(200)["data"], json!([]));
        process.kill().await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_table_fails_and_wrong_flags_are_usage() {
    let place = Place::new(Engine::Sqlite);
    let workbook = Sheet::of(b"PK\x03\x04 rest of a workbook");
    let failed = rapport(&place, &["import", workbook.path(), "--object", "people"], "").await;
    assert_eq!((failed.code, failed.stdout.as_str()), (1, ""), "{}", failed.stderr);
    let fine = Sheet::of(b"name\nAcme\n");
    let nothing = rapport(&place, &["import", fine.path(), "--object", "dragons"], "").await;
    assert_eq!(nothing.code, 1, "{}", nothing.stderr);
    for flags in [&["--mode", "perhaps"][..], &["--set", "kind"], &[]] {
        let usage = [&["import", fine.path()], flags].concat();
        assert_eq!(rapport(&place, &usage, "").await.code, 2, "{usage:?}");
    }
}
