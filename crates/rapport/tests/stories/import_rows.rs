//! What rows say: values that cannot be read, files that are odd, encodings, look-alikes.

use http::Method;
use serde_json::{Value as Json, json};
use testkit::{Api, App, on_both_engines};

use crate::import_rest::{bring, brought, counts};

/// Imports a text as people unless said otherwise; answers the report.
async fn import(app: &App, api: &Api, query: &str, bytes: &[u8]) -> Json {
    let object = if query.contains("object=") { "" } else { "object=people&" };
    let import = brought(api, &format!("{object}{query}"), bytes).await;
    app.run_jobs().await;
    api.get(&format!("{import}?limit=1000")).await.expect_json(200)
}

/// Row, column and value of what was refused.
fn cells(report: &Json) -> Vec<(u64, &str, &str)> {
    let all = report["refusals"].as_array().unwrap().iter();
    all.map(|one| {
        assert!(!one["reason"].as_str().unwrap().is_empty(), "{one}");
        (
            one["row"].as_u64().unwrap(),
            one["column"].as_str().unwrap(),
            one["value"].as_str().unwrap(),
        )
    })
    .collect()
}

async fn names(api: &Api) -> Vec<String> {
    let all = api.get("/api/v1/parties?sort=name&fields=name&limit=1000").await.expect_json(200);
    let text = |one: &Json| one["name"].as_str().unwrap_or_default().to_owned();
    all["data"].as_array().unwrap().iter().map(text).collect()
}

on_both_engines! {
    async fn a_value_that_cannot_be_read_is_refused_and_never_emptied(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let people = [
            ("email", "ana@"),
            ("email", "ana@acme.es, bo"),
            ("emails.2", "ana at acme.es"),
            ("phone", "12"),
            ("phones.mobile", "call me"),
            ("website", "ht tp:/acme"),
            ("birth_date", "31/02/1990"),
            ("birth_date", "0000-00-00"),
            ("birth_date", "2026-13-01"),
            ("birth_date", "soon"),
            ("gender", "perhaps"),
            ("lifecycle", "dragon"),
            ("roles", "customer; dragon"),
            ("country", "Atlantis"),
            ("language", "klingon"),
            ("time_zone", "Mars/Olympus"),
            ("do_not_email", "perhaps"),
            ("created_at", "yesterday"),
            ("owner", "nobody@rapport.example"),
            ("organization", "No such company"),
            ("organization.external_id", "A404"),
            ("city", "Jos\u{FFFD}"),
            ("job_title", "a\0b"),
        ];
        let companies = [
            ("employees", "many"),
            ("employees", "1e308"),
            ("employees", "12.5"),
            ("annual_revenue", "a lot"),
            ("annual_revenue", "1.234"),
            ("parent", "No such company"),
            ("tax_id", "B12345678"),
        ];
        let of = |object: &'static str| move |(field, value): (&'static str, &'static str)| (object, field, value);
        for (object, field, value) in people.into_iter().map(of("people")).chain(companies.into_iter().map(of("companies"))) {
            let rows = format!("Who,What\nWrong,\"{value}\"\nRight,\n");
            let query = format!("object={object}&mode=create&map.Who=name&map.What={field}");
            let report = import(&app, &mia, &query, rows.as_bytes()).await;
            assert_eq!(counts(&report), [2, 1, 0, 0, 1], "{field} {value}: {report}");
            // Of several in a cell the one is named.
            let shown = value.rsplit(',').next().unwrap().trim().replace('\0', "\u{FFFD}");
            assert_eq!(cells(&report), [(2, "What", shown.as_str())], "{field} {value}");
        }
        assert!(names(&mia).await.iter().all(|name| name == "Right"));
        app.stop().await;
    }

    async fn an_empty_cell_leaves_what_is_known(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        import(&app, &mia, "", b"ext_id,name,email,city\nP1,Ana,ana@acme.es,Lima\n").await;
        let report = import(&app, &mia, "", b"ext_id,name,email,city\nP1,,,\n").await;
        assert_eq!(counts(&report), [1, 0, 0, 1, 0]);
        let ana = mia.get("/api/v1/parties?fields=name,email,city").await.expect_json(200);
        assert_eq!(
            (&ana["data"][0]["name"], &ana["data"][0]["email"], &ana["data"][0]["city"]),
            (&json!("Ana"), &json!("ana@acme.es"), &json!("Lima"))
        );
        app.stop().await;
    }

    async fn odd_files_are_read_whole(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let wide: Vec<String> = (1..=298).map(|at| format!("Column {at}")).collect();
        let wide = format!("name,email,{}\nWide,wide@acme.es{}\n", wide.join(","), ",x".repeat(298));
        let odd: [(&[u8], [u64; 5]); 8] = [
            (b"name;city\rCR one;Lima\rCR two;Lyon\r", [2, 2, 0, 0, 0]),
            (b"sep=|\r\nname|city\r\nA, b; c|Lima\r\n", [1, 1, 0, 0, 0]),
            (b"\xEF\xBB\xBFname,city\nMarked,Lima\n\n\n", [1, 1, 0, 0, 0]),
            (b"name,city\nShort\nLong,Lima,,,\nLonger,Lima,,lost\n", [3, 2, 0, 0, 1]),
            (b"name,city,name,\nTwice,Lima,Ignored,x\n", [1, 1, 0, 0, 0]),
            (b"name,city\nNul\0name,Lima\nAfter,Lima\n", [2, 1, 0, 0, 1]),
            (b"name,city\n\"Two\nlines\",Lima\n", [1, 1, 0, 0, 0]),
            (wide.as_bytes(), [1, 1, 0, 0, 0]),
        ];
        for (bytes, expected) in odd {
            let report = import(&app, &mia, "mode=create", bytes).await;
            let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
            assert_eq!(counts(&report), expected, "{shown}: {report}");
        }
        assert_eq!(
            names(&mia).await,
            ["A, b; c", "After", "CR one", "CR two", "Long", "Marked", "Short", "Twice", "Two lines", "Wide"]
        );
        app.stop().await;
    }

    async fn a_cell_of_a_megabyte_is_refused_and_its_neighbours_come_in(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let huge = "x".repeat(1_000_000);
        let rows = format!("name,description\n{huge},short\nFine,short\nLong,{huge}\n");
        let report = import(&app, &mia, "mode=create", rows.as_bytes()).await;
        assert_eq!(counts(&report), [3, 1, 0, 0, 2], "{}", report["refusals"][1]["reason"]);
        let told: Vec<(u64, &str)> = cells(&report).iter().map(|(row, column, _)| (*row, *column)).collect();
        assert_eq!(told, [(2, "name"), (4, "description")]);
        assert_eq!(names(&mia).await, ["Fine"]);
        app.stop().await;
    }

    async fn what_is_no_table_is_refused_by_a_sentence(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let quote = format!("name\n\"{}", "never closed\n".repeat(9));
        let columns = ["c"; 1_001].join(",");
        let wide = format!("{columns}\n{columns}\n");
        let wrong: [(&[u8], &str); 7] = [
            (b"", "import-empty-file"),
            (b"\n\r\n \n", "import-empty-file"),
            (b"name,email\n", "import-empty-file"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "import-is-no-table"),
            (b"PK\x03\x04rest", "import-workbook-broken"),
            (quote.as_bytes(), "import-open-quote"),
            (wide.as_bytes(), "import-too-many-columns"),
        ];
        for (bytes, code) in wrong {
            let answer = bring(&mia, "object=people", bytes).await.expect(422);
            assert_eq!(answer.json()["errors"][0]["code"], code, "{}", answer.text);
        }
        let noise: Vec<u8> = (0..4_096_u32).map(|at| u8::try_from(at * 7_919 % 251).unwrap()).collect();
        let answer = bring(&mia, "object=people", &noise).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        assert!(names(&mia).await.is_empty());
        app.stop().await;
    }

    async fn every_encoding_is_told_by_itself(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let western = "nombre;ciudad\nBegoña Íñiguez;Cádiz\nJosé Muñoz;Málaga\n";
        let chinese = "姓名,城市\n欧阳静,上海\n张伟,北京\n";
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let files: [(&str, Vec<u8>); 6] = [
            ("windows-1252", encoding_rs::WINDOWS_1252.encode(western).0.into_owned()),
            ("gb18030", encoding_rs::GB18030.encode(chinese).0.into_owned()),
            ("UTF-16LE", wide(&format!("\u{feff}{western}"), u16::to_le_bytes)),
            ("UTF-16BE", wide(&format!("\u{feff}{chinese}"), u16::to_be_bytes)),
            ("UTF-16LE", wide(chinese, u16::to_le_bytes)),
            ("UTF-8", western.as_bytes().to_vec()),
        ];
        for (encoding, bytes) in files {
            let report = import(&app, &mia, "mode=create", &bytes).await;
            assert_eq!(report["file"]["encoding"], encoding, "{report}");
            assert_eq!(counts(&report), [2, 2, 0, 0, 0], "{encoding}");
            let found = names(&mia).await;
            let known = ["Begoña Íñiguez", "José Muñoz", "欧阳静", "张伟"];
            assert!(found.len() == 2 && found.iter().all(|name| known.contains(&name.as_str())), "{found:?}");
            let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
            mia.post(&undo, &json!({})).await.expect(200);
        }
        app.stop().await;
    }

    async fn refused_rows_come_back_in_the_encoding_of_the_file(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let chinese = "姓名;邮箱;备注\n张伟;zw@;\"一;二\"\n李娜;ln@acme.cn;\n";
        let wide = chinese.encode_utf16();
        let wide: Vec<u8> = [0xFEFF].into_iter().chain(wide).flat_map(u16::to_be_bytes).collect();
        let (gb18030, _, _) = encoding_rs::GB18030.encode(chinese);
        let files = [
            (gb18030.into_owned(), encoding_rs::GB18030, &b""[..]),
            (wide, encoding_rs::UTF_16BE, b"\xFE\xFF"),
            (chinese.as_bytes().to_vec(), encoding_rs::UTF_8, b"\xEF\xBB\xBF"),
        ];
        for (bytes, encoding, mark) in files {
            let import = brought(&mia, "object=people&mode=create", &bytes).await;
            app.run_jobs().await;
            let answer = mia.request(Method::GET, &format!("{import}/refused")).send().await.unwrap();
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            assert_eq!(kind, format!("text/csv; charset={}", encoding.name().to_lowercase()));
            let sent_back = answer.bytes().await.unwrap();
            assert!(sent_back.starts_with(mark), "{}", encoding.name());
            let text = encoding.decode(&sent_back).0.into_owned();
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines.len(), 2, "{text}");
            assert!(lines[0].starts_with("姓名;邮箱;备注;"), "{text}");
            assert!(lines[1].starts_with("张伟;zw@;\"一;二\";") && lines[1].contains("邮箱: "), "{text}");
            let (mended, import) = (text.replace("zw@;", "zw@acme.cn;"), "object=people&mode=create");
            let again = brought(&mia, import, mended.as_bytes()).await;
            app.run_jobs().await;
            let report = mia.get(&again).await.expect_json(200);
            assert_eq!((counts(&report), &report["columns"][3]["field"]), ([1, 1, 0, 0, 0], &Json::Null));
        }
        app.stop().await;
    }

    async fn reasons_are_in_english_where_the_encoding_lacks_the_letters(engine) {
        let app = App::start(engine).await;
        let (ada, mia) = (app.token("ada").await, app.token("mia").await);
        ada.patch(&format!("/api/v1/users/{}", app.user("mia")), &json!({"language": "zh"})).await.expect(200);
        let rows = "nombre,correo\nBegoña,be@\n=cmd(),x@acme.es,lost\n";
        for (bytes, words) in [
            (encoding_rs::WINDOWS_1252.encode(rows).0.into_owned(), "Why it was refused"),
            (rows.as_bytes().to_vec(), "拒绝原因"),
        ] {
            let import = brought(&mia, "object=people", &bytes).await;
            app.run_jobs().await;
            let sent_back = mia.get(&format!("{import}/refused")).await.expect(200).text;
            let heading = sent_back.lines().next().unwrap();
            assert!(heading.ends_with(words), "{sent_back}");
            assert!(!sent_back.contains("&#") && !sent_back.contains('?'), "{sent_back}");
            assert!(sent_back.lines().last().unwrap().starts_with("=cmd(),x@acme.es,lost,"), "{sent_back}");
        }
        app.stop().await;
    }

    async fn look_alikes_are_made_changed_or_left_as_asked(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let first = b"kind,name,email,phone,tax_id\nperson,Ana,ana@acme.es,+34600123456,\norganization,Acme,,,B12345674\n";
        let first = import(&app, &mia, "object=parties", first).await;
        assert_eq!(counts(&first), [2, 2, 0, 0, 0], "{first}");
        let again = "kind,name,email,phone,tax_id,city\nperson,By mail,ana@acme.es,,,Lima\n\
            person,By phone,,600 123 456,,Lyon\norganization,By tax id,,,B12345674,Faro\nperson,New,new@acme.es,,,Rome\n";
        let skip = "duplicates.email=skip&duplicates.phone=skip&duplicates.tax_id=skip";
        let skipped = import(&app, &mia, &format!("object=parties&{skip}"), again.as_bytes()).await;
        assert_eq!((counts(&skipped), &skipped["duplicates"]), ([4, 1, 0, 0, 3], &json!(0)));
        assert_eq!(
            cells(&skipped),
            [(2, "email", "ana@acme.es"), (3, "phone", "600 123 456"), (4, "tax_id", "B12345674")]
        );
        let update = "duplicates.email=update&duplicates.phone=update&duplicates.tax_id=update";
        let updated = import(&app, &mia, &format!("object=parties&{update}"), again.as_bytes()).await;
        assert_eq!(counts(&updated), [4, 0, 3, 1, 0], "{updated}");
        assert_eq!(names(&mia).await, ["By phone", "By tax id", "New"]);
        let made = import(&app, &mia, "object=parties&duplicates.tax_id=skip", again.as_bytes()).await;
        assert_eq!((counts(&made), &made["duplicates"]), ([4, 3, 0, 0, 1], &json!(3)));
        app.stop().await;
    }

    async fn a_file_that_comes_again_changes_nothing(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let rows = "ext_id,First name,Last name,Email,Email 2,Phone,Street,City,Tags,Birth date\n\
            P1,Ana,García,ana@acme.es,ana@home.es,+34600123456,Mayor 1,Madrid,vip; fair,1980-02-03\n\
            P2,伟,张,zw@acme.cn,,,,上海,,\n\
            P3,=cmd(),Ng,ng@acme.es,,,,,,\n";
        for query in ["", "mode=upsert&match=email"] {
            let expected = if query.is_empty() { [3, 3, 0, 0, 0] } else { [3, 0, 0, 3, 0] };
            let first = import(&app, &mia, query, rows.as_bytes()).await;
            assert_eq!(counts(&first), expected, "{query}: {first}");
            let again = import(&app, &mia, query, rows.as_bytes()).await;
            assert_eq!(counts(&again), [3, 0, 0, 3, 0], "{query}: {again}");
        }
        let found = mia.get("/api/v1/parties?external_id=P3&fields=first_name").await.expect_json(200);
        assert_eq!(found["data"][0]["first_name"], "=cmd()");
        let sheet = app.sign_in("mia").await.get("/export/people?format=csv").await.expect(200);
        assert!(sheet.text.contains("'=cmd()"), "{}", sheet.text);
        app.stop().await;
    }
}
