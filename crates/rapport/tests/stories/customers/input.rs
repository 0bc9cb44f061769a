//! Telephone numbers as people write them, and tax numbers that are checked.

use serde_json::json;
use testkit::on_both_engines;

use super::{begin, party, read};

on_both_engines! {
    async fn a_national_number_is_read_by_the_country_of_the_firm(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let ana = party(&mia, "person", "Ana", json!({"phones": ["944 12 34 56", "+86 138 0013 8000"]})).await;
        let shown = read(&mia, &format!("parties/{ana}")).await;
        assert_eq!(shown["phone"], "+34944123456");
        assert_eq!(shown["phones"][1]["value"], "+8613800138000");
        let found = read(&mia, "parties?q=123456").await;
        assert_eq!(found["data"][0]["id"], ana.as_str());
        let odd = json!({"kind": "person", "name": "Odd", "phones": ["12"]});
        mia.post("/api/v1/parties", &odd).await.expect(422);
        app.stop().await;
    }

    async fn a_tax_number_is_checked_in_spain_and_china(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let body = |country: &str, value: &str| json!({
            "kind": "organization", "name": format!("Firm {value}"),
            "identifiers": [{"value": value, "type": "tax_id", "country": country}],
        });
        // Public numbers: Inditex, Huawei Technologies.
        for (country, right, wrong) in [
            ("ES", "A15075062", "A15075063"),
            ("CN", "914403001922038216", "914403001922038217"),
        ] {
            mia.post("/api/v1/parties", &body(country, right)).await.expect(201);
            let refused = mia.post("/api/v1/parties", &body(country, wrong)).await.expect_json(422);
            assert!(refused["errors"][0]["pointer"].as_str().unwrap().contains("identifiers"), "{refused}");
        }
        app.stop().await;
    }
}
