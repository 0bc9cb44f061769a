//! Workbooks come in as tables do: any sheet, as a spreadsheet shows it; what is none, or would
//! unpack beyond all bounds, is refused in a sentence.

use std::io::{Cursor, Write as _};

use http::Method;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::{Value as Json, json};
use testkit::{Answer, Api, App, Place, Process, on_both_engines};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::commands::{RAPPORT, administrator};
use crate::import::{counts, import};
use crate::import_rest::{IMPORTS, act, brought};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const OF_BOOK: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><workbookPr date1904="1"/><sheets><sheet name="Gente" sheetId="1" r:id="r1" xmlns:r="r"/></sheets></workbook>"#;

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet, written by hand.
fn by_hand(strings: &str, sheet: &str) -> Vec<u8> {
    let styles =
        r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    archive(&[
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", OF_BOOK.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A workbook as people have them: a cover, the people, and a list of companies.
fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Cover")
        .unwrap()
        .merge_range(0, 0, 0, 3, "", &Format::new())
        .unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet().set_name("Gente").unwrap();
    for (column, heading) in
        (0..).zip(["ext_id", "Nombre", "Apellidos", "Teléfono", "Nacimiento", "Notas"])
    {
        sheet.write(2, column, heading).unwrap();
    }
    sheet.write(3, 0, 7).unwrap().write(3, 1, "Ana").unwrap().write(3, 2, "García López").unwrap();
    sheet.write(3, 3, 34_911_234_567_u64).unwrap();
    sheet.write_with_format(3, 4, ExcelDateTime::from_ymd(1980, 4, 3).unwrap(), &day).unwrap();
    sheet.write_formula(3, 5, Formula::new("=0.1+0.2").set_result("0.30000000000000004")).unwrap();
    sheet.write(5, 0, 8).unwrap().write(5, 1, "Bo").unwrap();
    sheet.write_formula(5, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.merge_range(6, 0, 6, 1, "P9", &Format::new()).unwrap();
    sheet
        .write(6, 2, "伟")
        .unwrap()
        .write(6, 5, "two\nlines")
        .unwrap()
        .write_blank(6, 900, &day)
        .unwrap();
    let companies = book.add_worksheet().set_name("Empresas").unwrap();
    companies.write(0, 0, "name").unwrap().write(0, 1, "city").unwrap();
    companies.write(1, 0, "Acme").unwrap().write(1, 1, "Lugo").unwrap();
    book.save_to_buffer().unwrap()
}

async fn bring(api: &Api, query: &str, bytes: Vec<u8>) -> Answer {
    let request = api.request(Method::POST, &format!("{IMPORTS}?{query}"));
    Answer::of(request.header("content-type", XLSX).body(bytes)).await
}

async fn refused(api: &Api, bytes: Vec<u8>) -> String {
    let told = bring(api, "object=people", bytes).await.expect(422).json();
    told["errors"][0]["code"].as_str().unwrap().to_owned()
}

on_both_engines! {
    async fn a_workbook_comes_in_as_its_sheet_shows_it_and_goes_again(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let draft = bring(&mia, "object=people&draft=true&map.Notas=description", book()).await.expect(201);
        let (import, told) = (draft.header("location").to_owned(), draft.json());
        assert_eq!(told["filename"], "import.xlsx");
        assert_eq!(told["file"]["format"], "xlsx");
        assert_eq!(told["file"]["sheet"], "Gente");
        assert_eq!(told["file"]["sheets"], json!(["Cover", "Gente", "Empresas"]));
        let samples: Vec<&Json> = told["columns"].as_array().unwrap().iter().map(|one| &one["samples"]).collect();
        assert_eq!(samples[3..5], [&json!(["34911234567"]), &json!(["1980-04-03"])], "{told}");
        act(&mia, &import, "start").await.expect(202);
        app.run_jobs().await;
        let report = mia.get(&import).await.expect_json(200);
        assert_eq!((&report["state"], counts(&report)), (&json!("done"), [3, 2, 0, 0, 1]), "{report}");
        let wrong = &report["refusals"][0];
        assert_eq!((&wrong["row"], &wrong["column"], &wrong["value"]), (&json!(6), &json!("Apellidos"), &json!("#N/A")));
        assert_eq!(wrong["code"], "import-formula-mistake");
        let fields = "/api/v1/parties?sort=external_id&fields=external_id,name,phone,birth_date,description";
        let found = mia.get(fields).await.expect_json(200);
        let [ana, wei] = [&found["data"][0], &found["data"][1]];
        assert_eq!((&ana["external_id"], &ana["name"]), (&json!("7"), &json!("Ana García López")));
        assert_eq!((&ana["phone"], &ana["birth_date"]), (&json!("+34911234567"), &json!("1980-04-03")));
        assert_eq!((&ana["description"], &wei["description"]), (&json!("0.3"), &json!("two\nlines")));
        assert_eq!((&wei["external_id"], &wei["name"]), (&json!("P9"), &json!("伟")));
        let back = mia.get(&format!("{import}/refused")).await.expect(200);
        assert_eq!(back.header("content-type"), "text/csv; charset=utf-8");
        assert!(back.text.trim_start_matches('\u{FEFF}').starts_with("ext_id,Nombre,"), "{}", back.text);
        assert!(back.text.contains("8,Bo,#N/A,"), "{}", back.text);
        let undo = format!("/api/v1/change-sets/{}/undo", report["change_set"].as_str().unwrap());
        assert_eq!(mia.post(&undo, &json!({})).await.expect_json(200)["undone"], 2);
        app.stop().await;
    }

    async fn another_sheet_is_chosen_by_program_and_on_the_page(engine) {
        let app = App::start(engine).await;
        let (mia, browser) = (app.token("mia").await, app.sign_in("mia").await);
        bring(&mia, "object=companies&sheet=Nowhere", book()).await.expect(422);
        let form = reqwest::multipart::Form::new()
            .text("csrf", browser.csrf().to_owned())
            .text("face", "organization")
            .part("file", reqwest::multipart::Part::bytes(book()).file_name("clientes.txt"));
        let request = browser.request(Method::POST, "/import").multipart(form);
        let answer = Answer::of(request.header("x-csrf-token", browser.csrf())).await.expect(303);
        let import = answer.header("location").split('?').next().unwrap().to_owned();
        let meaning = browser.get(&format!("{import}?step=meaning")).await.expect(200).text;
        assert!(meaning.contains("name=\"sheet\"") && meaning.contains(">Empresas</option>"), "{meaning}");
        assert!(!meaning.contains("name=\"encoding\""), "{meaning}");
        let said = [("object", "companies"), ("sheet", "Empresas"), ("source", ""), ("heading", "")];
        browser.post(&format!("{import}/meaning"), &said).await.expect(303);
        browser.post(&format!("{import}/columns"), &[("mode", "create")]).await.expect(303);
        app.run_jobs().await;
        let checked = browser.get(&import).await.expect(200).text;
        assert!(checked.contains("Empresas"), "{checked}");
        let told = mia.get(&import.replace("/import/", "/api/v1/imports/")).await.expect_json(200);
        assert_eq!((&told["settings"]["sheet"], &told["file"]["sheet"]), (&json!("Empresas"), &json!("Empresas")));
        assert_eq!(counts(&told), [1, 1, 0, 0, 0]);
        app.stop().await;
    }

    async fn years_from_1904_and_strings_of_all_kinds_are_read(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let strings = r#"<sst count="9" uniqueCount="99999999999999"><si><t>Name</t></si><si><r><t xml:space="preserve">Ana </t></r><r><t>&amp; Co_x000D_</t></r><rPh><t>reading</t></rPh></si></sst>"#;
        let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>Birthday</t></is></c><c t="str"><v>ext_id</v></c></row>
            <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" s="1"><v>44653</v></c><c r="C4"><f>1+1</f></c></row>
            <row r="5"><c r="A5" t="inlineStr"><is><t>Bo</t></is></c><c r="B5" t="d"><v>1980-02-03</v></c><c r="C5" t="b"><v>1</v></c></row></sheetData></worksheet>"#;
        let import = brought(&mia, "object=people", &by_hand(strings, sheet)).await;
        app.run_jobs().await;
        let report = mia.get(&import).await.expect_json(200);
        assert_eq!((&report["state"], counts(&report)), (&json!("done"), [2, 1, 0, 0, 1]), "{report}");
        assert_eq!((&report["refusals"][0]["row"], &report["refusals"][0]["value"]), (&json!(4), &json!("=1+1")));
        let samples: Vec<&Json> = report["columns"].as_array().unwrap().iter().map(|one| &one["samples"][0]).collect();
        assert_eq!(samples, [&json!("Ana & Co"), &json!("2026-04-03"), &json!("=1+1")]);
        let found = mia.get("/api/v1/parties?fields=name,birth_date,external_id").await.expect_json(200);
        assert_eq!((&found["data"][0]["birth_date"], &found["data"][0]["external_id"]), (&json!("1980-02-03"), &json!("true")));
        app.stop().await;
    }

    async fn what_is_no_workbook_that_can_be_read_is_refused_in_a_sentence(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let whole = book();
        let mut locked = vec![0_u8; 2_048];
        locked[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        let old = locked.clone();
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        locked[600..600 + name.len()].copy_from_slice(&name);
        let page = RELATIONS.replace("xl/workbook.xml", "word/document.xml");
        let cases = [
            (whole[..whole.len() / 2].to_vec(), "import-workbook-broken"),
            (locked, "import-workbook-locked"),
            (old, "import-workbook-old"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), "import-workbook-old"),
            (b"PK\x03\x04 and nothing".to_vec(), "import-workbook-broken"),
            (b"%PDF-1.7\nname\nAna\n".to_vec(), "import-is-no-table"),
            (archive(&[("notes.txt", b"name\nAna\n")]), "import-is-no-workbook"),
            (archive(&[("mimetype", b"x"), ("content.xml", b"<x/>")]), "import-workbook-old"),
            (archive(&[("_rels/.rels", page.as_bytes()), ("word/document.xml", b"<document/>")]), "import-is-no-workbook"),
            (by_hand("<sst/>", "<worksheet><sheetData/></worksheet>"), "import-empty-file"),
            (by_hand("<sst/>", "<worksheet><sheetData><row><c><v>1</v>"), "import-workbook-broken"),
            (by_hand("<sst/>", r#"<worksheet><sheetData><row><c t="s"><v>5</v></c></row></sheetData></worksheet>"#), "import-workbook-broken"),
            (by_hand("<sst/>", r#"<worksheet><sheetData><row r="5"/><row r="5"/></sheetData></worksheet>"#), "import-workbook-broken"),
        ];
        for (at, (bytes, code)) in cases.into_iter().enumerate() {
            assert_eq!(refused(&mia, bytes).await, code, "case {at}");
        }
        assert_eq!(app.count(r#"select count(*) from "stored_file""#).await, 0);
        app.stop().await;
    }

    async fn bombs_are_refused_by_what_they_unpack_to(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        let row = |cells: &str| format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
        let laughs = r#"<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><sst><si><t>&b;&c;</t></si></sst>"#;
        let names: Vec<String> = (0..10_001).map(|at| format!("{at}")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        let cases = [
            (by_hand("<sst/>", &row(&format!("<c><v>{}</v></c>", " ".repeat(9_000_000)))), "import-workbook-too-large"),
            (by_hand(&format!("<sst><si><t>{}</t></si></sst>", "x".repeat(9_000_000)), &row("")), "import-workbook-too-large"),
            (by_hand(laughs, &row("<c t=\"s\"><v>0</v></c>")), "import-workbook-broken"),
            (by_hand("<sst><si><t>&b;</t></si></sst>", &row("<c t=\"s\"><v>0</v></c>")), "import-workbook-broken"),
            (by_hand("<sst/>", &"<a>".repeat(100_000)), "import-workbook-broken"),
            (by_hand("<sst/>", &row("<c r=\"BDWGN1\"><v>1</v></c>")), "import-too-many-columns"),
            (by_hand("<sst/>", &row(&"<c><v>1</v></c>".repeat(2_000))), "import-too-many-columns"),
            (by_hand("<sst/>", "<worksheet><sheetData><row r=\"9999999\"/></sheetData></worksheet>"), "import-too-many-rows"),
            (archive(&many), "import-workbook-too-large"),
        ];
        for (at, (bytes, code)) in cases.into_iter().enumerate() {
            assert_eq!(refused(&mia, bytes).await, code, "case {at}");
        }
        assert_eq!(app.count(r#"select count(*) from "import""#).await, 0);
        app.stop().await;
    }

    async fn the_command_takes_the_sheet_that_is_named_or_the_first_with_rows(engine) {
        let place = Place::new(engine);
        let token = administrator(&place).await;
        let first = import(&place, &book(), &["--object", "companies", "--sheet", "Empresas"]).await;
        assert_eq!(counts(&first), [1, 1, 0, 0, 0]);
        let people = import(&place, &book(), &["--object", "people", "--dry-run"]).await;
        assert_eq!((&people["rows"], &people["columns"][1]["heading"]), (&json!(3), &json!("Nombre")));
        let process = Process::serve(RAPPORT, &place.flags(), &[]).await;
        let api = Api::new(&process.base, &token);
        let lugo = api.get("/api/v1/parties?city=Lugo&fields=name").await.expect_json(200);
        assert_eq!(lugo["data"][0]["name"], "Acme");
        assert_eq!(process.terminate().await, 0);
    }
}
