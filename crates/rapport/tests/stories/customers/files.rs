//! Files are downloads and never pages; what they are is what their bytes are.

use reqwest::multipart::{Form, Part};
use serde_json::json;
use testkit::{Answer, App, Browser, on_both_engines};

use super::{begin, company, read};

async fn upload(page: &Browser, path: &str, field: &str, (name, bytes): (&str, &[u8])) -> Answer {
    let part =
        Part::bytes(bytes.to_vec()).file_name(name.to_owned()).mime_str("image/png").unwrap();
    let form = Form::new().text("csrf", page.csrf().to_owned()).part(field.to_owned(), part);
    let request = page.request(http::Method::POST, path).header("x-csrf-token", page.csrf());
    Answer::of(request.header("sec-fetch-site", "same-origin").multipart(form)).await
}

async fn files(app: &App) -> Vec<(String, String)> {
    let files = read(&app.token("ada").await, "files?sort=created_at").await;
    let text = |file: &serde_json::Value, key: &str| file[key].as_str().unwrap().to_owned();
    files["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (text(file, "id"), text(file, "name")))
        .collect()
}

on_both_engines! {
    async fn a_file_is_a_download_whatever_it_calls_itself(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let page = app.sign_in("mia").await;
        let path = format!("/files/on/party/{acme}");
        for (name, bytes) in [
            ("logo.png", &b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"[..]),
            ("page", b"<html><script>alert(1)</script>"),
            (r"..\..\%2e%2e/a.php", b"<?php echo 1;"),
        ] {
            upload(&page, &path, "file", (name, bytes)).await.expect(303);
        }
        for (id, name) in files(&app).await {
            assert!(!name.contains(['/', '\\']) && !name.starts_with('.'), "{name}");
            let got = page.get(&format!("/files/{id}/content")).await.expect(200);
            assert_eq!(got.header("content-type"), "application/octet-stream", "{name}");
            assert!(got.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
            assert_eq!(got.header("x-content-type-options"), "nosniff");
            assert_eq!(got.header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(got.header("cross-origin-resource-policy"), "same-origin");
            app.sign_in("sol").await.get(&format!("/files/{id}/content")).await.expect(404);
            assert_ne!(app.stranger().get(&format!("/files/{id}/content")).await.status, 200);
        }
        assert_eq!(files(&app).await.len(), 3);
        app.stop().await;
    }

    async fn nobody_hangs_a_file_on_what_they_do_not_see(engine) {
        let app = begin(engine).await;
        let hidden = company(&app.token("sol").await, "Oculta").await;
        let page = app.sign_in("mia").await;
        upload(&page, &format!("/files/on/party/{hidden}"), "file", ("a.txt", b"a")).await.expect(404);
        upload(&page, &format!("/files/on/secrets/{hidden}"), "file", ("a.txt", b"a")).await.expect(404);
        assert_eq!(files(&app).await, []);
        app.stop().await;
    }

    async fn a_photo_is_drawn_anew_and_what_is_none_is_refused(engine) {
        let app = begin(engine).await;
        let mia = app.token("mia").await;
        let acme = company(&mia, "Acme").await;
        let page = app.sign_in("mia").await;
        let path = format!("/companies/{acme}/photo");
        upload(&page, &path, "photo", ("logo.png", b"<svg onload='alert(1)'/>")).await.expect(422);
        assert_eq!(read(&mia, &format!("parties/{acme}")).await["photo"], json!(null));
        upload(&page, &path, "photo", ("logo.png", PIXEL)).await.expect(303);
        let photo = read(&mia, &format!("parties/{acme}")).await["photo"].clone();
        let id = photo["id"].as_str().or(photo.as_str()).unwrap().to_owned();
        let shown = page.get(&format!("/parties/{acme}/photo/{id}")).await.expect(200);
        assert!(shown.header("content-type").starts_with("image/"));
        app.sign_in("sol").await.get(&format!("/parties/{acme}/photo/{id}")).await.expect(404);
        app.stop().await;
    }
}

/// A GIF of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
