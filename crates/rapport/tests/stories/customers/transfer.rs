//! Records change hands, one or many, as one act.

use serde_json::json;
use testkit::on_both_engines;

use super::{activity, begin, company, last_act, party, read, undo};

on_both_engines! {
    async fn a_company_goes_over_with_its_people_and_plans_and_comes_back(engine) {
        let app = begin(engine).await;
        let ada = app.token("ada").await;
        let acme = company(&ada, "Acme").await;
        let ana = party(&ada, "person", "Ana", json!({"organization": acme})).await;
        let task = activity(&ada, json!({"kind": "task", "subject": "Call", "party": acme, "due_on": "2026-11-30"})).await;
        let max = app.user("max").to_string();
        let page = app.sign_in("ada").await;
        let form = [("owner", max.as_str()), ("people", "true"), ("plans", "true")];
        page.post(&format!("/companies/{acme}/transfer"), &form).await.expect(303);
        let paths = [format!("parties/{acme}"), format!("parties/{ana}"), format!("activities/{task}")];
        for path in &paths {
            assert_eq!(read(&ada, path).await["owner"]["id"], max.as_str(), "{path}");
        }
        undo(&ada, &last_act(&ada).await).await;
        for path in &paths {
            assert_eq!(read(&ada, path).await["owner"]["id"], app.user("ada").to_string(), "{path}");
        }
        app.stop().await;
    }

    async fn many_go_over_as_one_act_by_a_job(engine) {
        let app = begin(engine).await;
        let ada = app.token("ada").await;
        let rows: Vec<_> = (0..300)
            .map(|number| json!({"op": "create", "data": {"kind": "person", "name": format!("Person {number:03}")}}))
            .collect();
        ada.post("/api/v1/parties/batch", &json!({"operations": rows})).await.expect(200);
        let sol = app.user("sol").to_string();
        let page = app.sign_in("ada").await;
        let form = [("all", "true"), ("filter", ""), ("act", "give"), ("owner", sol.as_str())];
        page.post("/people/bulk", &form).await.expect(303);
        app.run_jobs().await;
        let given = format!("parties?kind=person&owner={sol}&count=true");
        assert_eq!(read(&ada, &given).await["count"]["value"], 300);
        let act = last_act(&ada).await;
        undo(&ada, &act).await;
        app.run_jobs().await;
        assert_eq!(read(&ada, &given).await["count"]["value"], 0);
        app.stop().await;
    }

    async fn an_owner_goes_when_somebody_says_nobody_and_not_by_an_emptied_box(engine) {
        let app = begin(engine).await;
        let ada = app.token("ada").await;
        let acme = company(&ada, "Acme").await;
        let (path, own) = (format!("parties/{acme}"), app.user("ada").to_string());
        let page = app.sign_in("ada").await;
        let addresses = ["/companies/bulk".to_owned(), format!("/companies/{acme}/transfer"), format!("/companies/{acme}/field/owner")];
        for address in &addresses {
            let emptied = [("id", acme.as_str()), ("act", "give"), ("owner", ""), ("owner.text", ""), ("owner.was", "")];
            let again = page.post(address, &emptied).await.expect(422).text;
            assert!(again.contains("or “Nobody”") && again.contains("name=\"owner.text\""), "{address}: {again}");
            assert_eq!(read(&ada, &path).await["owner"]["id"], own, "{address}");
        }
        let offered = page.get("/options/user?q=nob&nobody=true").await.expect(200).text;
        assert!(offered.contains("data-value=\"nobody\""), "{offered}");
        for (address, typed) in addresses.iter().zip(["nobody", "", "nobody"]) {
            let said = [("id", acme.as_str()), ("act", "give"), ("owner", typed), ("owner.text", "Nobody"), ("owner.was", "")];
            let answer = page.post(address, &said).await;
            assert!(answer.status == 303 || answer.status == 200, "{address}: {}", answer.text);
            assert_eq!(read(&ada, &path).await["owner"], json!(null), "{address}");
            undo(&ada, &last_act(&ada).await).await;
            assert_eq!(read(&ada, &path).await["owner"]["id"], own, "{address}");
        }
        app.stop().await;
    }

    async fn only_what_one_may_give_away_is_given(engine) {
        let app = begin(engine).await;
        let (mia, sol) = (app.token("mia").await, app.token("sol").await);
        let acme = company(&sol, "Acme").await;
        let page = app.sign_in("mia").await;
        let own = app.user("mia").to_string();
        let form = [("owner", own.as_str())];
        page.post(&format!("/companies/{acme}/transfer"), &form).await.expect(404);
        assert_eq!(read(&sol, &format!("parties/{acme}")).await["owner"]["id"], app.user("sol").to_string());
        drop(mia);
        app.stop().await;
    }
}
