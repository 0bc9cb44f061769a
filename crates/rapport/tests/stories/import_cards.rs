//! vCards come in, of people and companies, from old phones and new ones; half a card is refused
//! alone; and people and companies go out as cards that come back.

use http::Method;
use serde_json::{Value as Json, json};
use testkit::{Answer, App, Place, on_both_engines};

use crate::commands::{administrator, rapport};
use crate::import::{Sheet, counts, import};
use crate::import_records::people;
use crate::import_rest::{IMPORTS, act};

const CARDS: &str = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nUID:A1\r\nFN:Acme\\, S.L.\r\nEMAIL:hola@acme.es\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:P1\r\nN:Garc\u{ed}a;Ana;;;\r\nFN:Ana Garc\u{ed}a\r\nORG:Acme\\, S.L.;Ventas\r\nTITLE:Directora\r\n\
    EMAIL;TYPE=HOME:ana@casa.es\r\nEMAIL;TYPE=WORK,PREF:ana@acme.es\r\nitem1.TEL:+34600111222\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\n\
    ADR;TYPE=WORK:;;Calle Mayor 1;Madrid;;28001;Espa\u{f1}a\r\nBDAY:1980-02-03\r\nCATEGORIES:vip,feria\r\nNOTE:Una nota lar\r\n ga\\, en dos\\nl\u{ed}neas\r\nX-SKYPE:ana\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:2.1\r\nUID:P2\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=\r\n=9F\r\nTEL;CELL:+8613800138000\r\nORG:Umbra\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Half\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nUID:P3\r\nFN:Bo\r\nEMAIL:bo@\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Cut";

on_both_engines! {
    async fn people_and_their_companies_come_from_one_file(engine) {
        let place = Place::new(engine);
        administrator(&place).await;
        let (file, refused) = (Sheet::of(CARDS.as_bytes()), Sheet::of(b""));
        let asked = ["import", file.path(), "--object", "parties", "--json", "--create-missing", "organization", "--refused", refused.path()];
        let ran = rapport(&place, &asked, "").await;
        let told: Json = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((counts(&told), &told["linked"]), ([6, 3, 0, 0, 3], &json!(1)), "{told}");
        let wrong: Vec<(u64, &str)> = told["refusals"].as_array().unwrap().iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["code"].as_str().unwrap())).collect();
        assert_eq!(wrong, [(4, "import-card-half"), (5, "not-an-email"), (6, "import-card-half")]);
        let people = people(&place).await;
        let [ana, wei] = [&people[0], &people[1]];
        assert_eq!((&ana["name"], &ana["last_name"], &ana["organization"]["title"]), (&json!("Ana García"), &json!("García"), &json!("Acme, S.L.")));
        assert_eq!((&ana["email"], &ana["phones"][0]["type"], &ana["city"], &ana["country"]), (&json!("ana@acme.es"), &json!("mobile"), &json!("Madrid"), &json!("ES")));
        assert_eq!((&ana["birth_date"], &ana["tags"], &ana["department"]), (&json!("1980-02-03"), &json!(["vip", "feria"]), &json!("Ventas")));
        assert_eq!(ana["description"], "Una nota larga, en dos\nlíneas");
        assert_eq!((&wei["name"], &wei["organization"]["title"]), (&json!("张伟"), &json!("Umbra")));
        let again = import(&place, CARDS.as_bytes(), &["--object", "parties"]).await;
        assert_eq!(counts(&again), [6, 0, 0, 3, 3], "{again}");
        let back = std::fs::read_to_string(refused.path()).unwrap();
        assert_eq!((back.matches("BEGIN:VCARD").count(), back.matches("END:VCARD").count()), (3, 3), "{back}");
        assert!(back.contains("X-REFUSED-BECAUSE:") && back.contains("FN:Bo"), "{back}");
        let mended = import(&place, back.replace("bo@", "bo@acme.es").as_bytes(), &["--object", "parties"]).await;
        assert_eq!(counts(&mended), [3, 3, 0, 0, 0], "{mended}");
    }

    async fn people_go_out_as_cards_and_come_back(engine) {
        let (first, second) = (Place::new(engine), Place::new(engine));
        let companies = "ext_id,name,website\nA1,\"Acme; S.L.\",https://acme.es\n";
        for place in [&first, &second] {
            administrator(place).await;
            import(place, companies.as_bytes(), &["--object", "companies"]).await;
        }
        let long = "Ñandú y 张伟 \\ ".repeat(30);
        let rows = format!("ext_id,name,emails,phones,job_title,company_ext_id,birth_date,tags,description,street,city,country\n\
            P1,Ana García López,ana@acme.es (work); ana@casa.es (verano),+34600111222 (mobile),\"Jefa, ventas\",A1,1980-02-03,a; b,{long},Calle 1,Madrid,ES\n\
            P2,张伟,,,,,,,,,,\n");
        let brought = import(&first, rows.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&brought), [2, 2, 0, 0, 0], "{brought}");
        let ran = rapport(&first, &["export", "people", "--format", "vcard"], "").await;
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stdout.lines().all(|line| line.len() <= 75), "{}", ran.stdout);
        let same = import(&first, ran.stdout.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&same), [2, 0, 0, 2, 0], "{same}");
        let moved = import(&second, ran.stdout.as_bytes(), &["--object", "people"]).await;
        assert_eq!(counts(&moved), [2, 2, 0, 0, 0], "{moved}");
        assert_eq!(people(&second).await, people(&first).await);
        let none = rapport(&first, &["export", "activities", "--format", "vcard"], "").await;
        assert_eq!((none.code, none.stdout.as_str()), (1, ""));
    }

    async fn programs_bring_cards_too(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let request = mia.request(Method::POST, &format!("{IMPORTS}?object=people&draft=true"));
        let request = request.header("content-type", "text/vcard").body("BEGIN:VCARD\nFN:Ana\nX-SKYPE:ana\nEND:VCARD\n");
        let draft = Answer::of(request).await.expect(201);
        let (import, told) = (draft.header("location").to_owned(), draft.json());
        assert_eq!((&told["filename"], &told["file"]["format"]), (&json!("import.vcf"), &json!("vcf")));
        let columns: Vec<(&str, Option<&str>)> = told["columns"].as_array().unwrap().iter()
            .map(|one| (one["heading"].as_str().unwrap(), one["field"].as_str())).collect();
        assert_eq!(columns[1..], [("name", Some("name")), ("other", None)], "{told}");
        act(&mia, &import, "start").await.expect(202);
        app.run_jobs().await;
        assert_eq!(mia.get(&import).await.expect_json(200)["created"], 1);
        app.stop().await;
    }
}
