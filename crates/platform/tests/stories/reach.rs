//! The settings of the workspace and of others are out of reach of whoever does not administer.

use testkit::{App, on_both_engines};

const READ: [&str; 7] = [
    "/settings/users",
    "/settings/users/new",
    "/settings/teams",
    "/settings/roles",
    "/settings/workspace",
    "/settings/jobs",
    "/settings/jobs?state=failed",
];

on_both_engines! {
    async fn only_administrators_reach_the_settings_of_the_workspace(engine) {
        let app = App::start(engine).await;
        let (ada, max) = (app.user("ada"), app.user("max"));
        let team = app.sql(r#"select "id" from "team" order by "id" limit 1"#, &[]).await[0].id(0).unwrap();
        let role = app.sql(r#"select "id" from "role" order by "id" limit 1"#, &[]).await[0].id(0).unwrap();
        let mut read: Vec<String> = READ.map(str::to_owned).to_vec();
        read.extend([
            format!("/settings/users/{ada}"),
            format!("/settings/teams/{team}"),
            format!("/settings/roles/{role}"),
        ]);
        let changes = [
            "/settings/users".to_owned(),
            format!("/settings/users/{ada}"),
            format!("/settings/users/{ada}/link"),
            format!("/settings/users/{ada}/end-sessions"),
            "/settings/teams".to_owned(),
            format!("/settings/teams/{team}"),
            format!("/settings/teams/{team}/delete"),
            "/settings/roles".to_owned(),
            format!("/settings/roles/{role}"),
            format!("/settings/roles/{role}/delete"),
            "/settings/workspace".to_owned(),
            format!("/settings/jobs/{max}/retry"),
            format!("/settings/jobs/{max}/cancel"),
        ];
        for who in ["max", "mia", "sol", "rita"] {
            let browser = app.sign_in(who).await;
            for path in &read {
                let answer = browser.get(path).await;
                assert!([403, 404].contains(&answer.status), "{who} read {path}: {}", answer.status);
            }
            for path in &changes {
                let answer = browser.post(path, &[("name", "x"), ("active", "false")]).await;
                assert!([403, 404].contains(&answer.status), "{who} changed {path}: {}", answer.status);
            }
        }
        let stranger = app.stranger();
        for path in &read {
            stranger.get(path).await.expect(303);
        }
        let administrator = app.sign_in("ada").await;
        for path in &read {
            administrator.get(path).await.expect(200);
        }
        app.stop().await;
    }
}
