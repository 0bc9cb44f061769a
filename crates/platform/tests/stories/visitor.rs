//! Somebody at the door, before and after they are let in.

use platform::actions::add_user::{NewUser, add_user};
use platform::password::Password;
use platform::secret::csrf_token;
use testkit::{Answer, App, Browser};
use uuid::Uuid;

pub const PASSWORD: &str = "una casa con jardín";

/// The browser that an answer has just let in.
pub fn let_in(app: &App, answer: &Answer) -> Browser {
    let cookie = answer.header("set-cookie");
    let (name, rest) = cookie.split_once('=').expect("a session");
    let (secret, _) = rest.split_once(';').expect("its attributes");
    let csrf = csrf_token(app.web.store().sealer(), secret);
    Browser::new(app.base(), &format!("{name}={secret}"), &csrf)
}

/// A new user who knows [`PASSWORD`].
pub async fn user(app: &App, name: &str, role: &str) -> Uuid {
    let new = NewUser {
        name: name.to_owned(),
        email: address(name),
        role: role.to_owned(),
        password: Some(Password::chosen(PASSWORD).unwrap()),
        language: None,
    };
    add_user(&app.web, new).await.unwrap().id
}

pub fn address(name: &str) -> String {
    format!("{name}@door.example")
}

/// Tries to sign in.
pub async fn try_password(app: &App, email: &str, password: &str) -> Answer {
    app.stranger().post("/sign-in", &[("email", email), ("password", password)]).await
}

/// Signs in.
pub async fn enter(app: &App, name: &str) -> Browser {
    let_in(app, &try_password(app, &address(name), PASSWORD).await.expect(303))
}

/// The path of the link that a page shows, which holds it once.
pub fn link_in(page: &Answer, path: &str) -> String {
    let found = page.text.find(path).unwrap_or_else(|| panic!("no {path} in {}", page.text));
    let rest = page.text.get(found..).unwrap();
    let end = rest.find(['"', '<', ' ']).unwrap_or(rest.len());
    rest.get(..end).unwrap().to_owned()
}
