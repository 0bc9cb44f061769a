//! The first start: one link, one set-up, one administrator (SEC-15).

use std::sync::Arc;

use testkit::{Answer, Browser, Engine, Place, on_both_engines};
use tokio::net::TcpListener;
use web::app::{App, Parts};
use web::clock::SystemClock;
use web::config::ServeConfig;

const PASSWORD: &str = "una casa con jardín";

/// A workspace that nobody has set up.
struct Fresh {
    app: App,
    base: String,
    _place: Place,
}

impl Fresh {
    async fn begin(engine: Engine) -> Self {
        let place = Place::new(engine);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let app = App::assemble(Parts {
            store: store::Store::open(place.config()).await.unwrap(),
            capabilities: vec![platform::capability()],
            gate: Arc::new(platform::Doors::default()),
            clock: Arc::new(SystemClock),
            config: ServeConfig::on(listener.local_addr().unwrap()),
        })
        .await
        .unwrap();
        let base = format!("http://{}", app.config().listen);
        tokio::spawn(web::server::serve(listener, app.clone()));
        Self { app, base, _place: place }
    }

    fn stranger(&self) -> Browser {
        Browser::new(&self.base, "", "")
    }

    /// The printed link's secret.
    async fn token(&self) -> Option<String> {
        let link = platform::first_link(&self.app).await.unwrap()?;
        let (address, token) = link.split_once("?token=").unwrap();
        assert_eq!(address, format!("{}/set-up", self.base));
        Some(token.to_owned())
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let asked = self
            .app
            .store()
            .read(move |tx| Box::pin(async move { tx.query_one(sql, &[]).await?.int(0) }));
        asked.await.unwrap()
    }
}

fn filled<'a>(token: &'a str, email: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("token", token),
        ("language", "es"),
        ("company", "Talleres Ibarra"),
        ("workspace_language", "es"),
        ("country", "ES"),
        ("currency", "EUR"),
        ("time_zone", "Europe/Madrid"),
        ("name", "Ana Ibarra"),
        ("email", email),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ]
}

async fn post(browser: &Browser, fields: &[(&str, &str)]) -> Answer {
    browser.post("/set-up", fields).await
}

on_both_engines! {
    async fn the_printed_link_leads_to_a_workspace(engine) {
        let fresh = Fresh::begin(engine).await;
        let stranger = fresh.stranger();
        let hint = stranger.get("/sign-in").await.expect(200);
        assert!(hint.text.contains("not set up"), "{}", hint.text);
        let token = fresh.token().await.unwrap();
        let page = stranger.get(&format!("/set-up?token={token}&language=zh")).await.expect(200);
        assert!(page.text.contains("lang=\"zh-Hans\""));
        let mut wrong = filled(&token, "ana@ibarra.example");
        wrong.retain(|(name, _)| *name != "company" && *name != "password_again");
        post(&stranger, &wrong).await.expect(422);

        let done = post(&stranger, &filled(&token, "Ana@Ibarra.example")).await.expect(303);
        assert_eq!(done.header("location"), "/welcome");
        assert!(fresh.app.is_set_up());
        assert_eq!(fresh.app.workspace().name, "Talleres Ibarra");
        let cookie = done.header("set-cookie").split(';').next().unwrap().to_owned();
        let ana = Browser::new(&fresh.base, &cookie, "");
        let welcome = ana.get("/welcome").await.expect(200);
        assert!(welcome.text.contains("Talleres Ibarra") && welcome.text.contains("lang=\"es\""));
        assert!(ana.get("/settings/roles").await.expect(200).text.contains("Responsable"));
        let answer = stranger
            .post("/sign-in", &[("email", "ana@ibarra.example"), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, 303);
    }

    async fn there_is_no_set_up_without_the_link(engine) {
        let fresh = Fresh::begin(engine).await;
        let old = fresh.token().await.unwrap();
        let token = fresh.token().await.unwrap();
        let stranger = fresh.stranger();
        for wrong in ["", "guessed", old.as_str()] {
            stranger.get(&format!("/set-up?token={wrong}")).await.expect(410);
            post(&stranger, &filled(wrong, "eve@evil.example")).await.expect(410);
        }
        assert_eq!(fresh.count(r#"select count(*) from "user""#).await, 0);
        post(&stranger, &filled(&token, "ana@ibarra.example")).await.expect(303);
        for any in [token.as_str(), "guessed"] {
            stranger.get(&format!("/set-up?token={any}")).await.expect(404);
            post(&stranger, &filled(any, "eve@evil.example")).await.expect(404);
        }
        assert_eq!(fresh.token().await, None);
        assert_eq!(fresh.count(r#"select count(*) from "user""#).await, 1);
    }

    async fn of_fifty_at_once_one_sets_up(engine) {
        let fresh = Fresh::begin(engine).await;
        let token = fresh.token().await.unwrap();
        let tries: Vec<_> = (0..50)
            .map(|number| {
                let (stranger, token) = (fresh.stranger(), token.clone());
                tokio::spawn(async move {
                    let email = format!("ana{number}@ibarra.example");
                    post(&stranger, &filled(&token, &email)).await.status
                })
            })
            .collect();
        let mut won = 0;
        for attempt in tries {
            let status = attempt.await.unwrap();
            assert!([303, 404, 410, 429].contains(&status), "{status}");
            won += i32::from(status == 303);
        }
        assert_eq!(won, 1);
        assert_eq!(fresh.count(r#"select count(*) from "user""#).await, 1);
        assert_eq!(fresh.count(r#"select count(*) from "role""#).await, 4);
    }
}
