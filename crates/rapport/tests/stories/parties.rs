//! The first steps of any program: write a record, read it, change it, throw it away.

use serde_json::json;
use testkit::{App, on_both_engines};

on_both_engines! {
    async fn a_person_is_written_read_changed_and_thrown_away(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let ana = json!({"kind": "person", "name": "Ana García", "emails": ["ana@acme.es"]});
        let created = mia.post("/api/v1/parties", &ana).await.expect(201);
        let record = created.json();
        let path = format!("/api/v1/parties/{}", record["id"].as_str().unwrap());
        assert_eq!(created.header("location"), path);
        assert_eq!(record["email"], "ana@acme.es");
        assert_eq!(record["owner"]["id"], app.user("mia").to_string());

        let changed = mia.patch(&path, &json!({"job_title": "Buyer"})).await.expect_json(200);
        assert_eq!((&changed["job_title"], &changed["version"]), (&json!("Buyer"), &json!(2)));

        mia.delete(&path).await.expect(204);
        mia.get(&path).await.expect(404);
    }
}
