//! The settings: an index that can be searched, and this crate's pages of it.

mod exports;
mod exports_view;
mod index;
mod jobs;
pub mod list;
mod password;
mod profile;
mod record;
mod role;
mod role_rights;
mod roles;
mod sessions;
mod teams;
mod tokens;
mod user;
mod user_form;
mod users;
mod workspace;

pub use exports::download;

use kernel::Result;
use kernel::access::Scope;
use maud::{Markup, html};
use web::app::App;
use web::capability::{SettingsEntry, SettingsGroup};
use web::components::{Field, Span, icon, settings_page, text};
use web::context::RequestContext;
use web::frame::Frame;
use web::routes::{Access, Routes};
use web::session::Signed;

/// The routes.
pub fn routes() -> Routes {
    let (signed, administrator) = (Access::Signed, Access::Administrator);
    let own = Routes::new()
        .get("/settings", signed, index::show)
        .get("/settings/profile", signed, profile::show)
        .post("/settings/profile", signed, profile::submit)
        .get("/settings/password", signed, password::show)
        .post("/settings/password", signed, password::submit)
        .get("/settings/sessions", signed, sessions::show)
        .post("/settings/sessions/end", signed, sessions::end)
        .get("/settings/tokens", signed, tokens::show)
        .post("/settings/tokens", signed, tokens::add)
        .post("/settings/tokens/revoke", signed, tokens::revoke);
    let users = Routes::new()
        .get("/settings/users", administrator, users::show)
        .get("/settings/users/new", administrator, users::form_empty)
        .post("/settings/users", administrator, users::invite)
        .get("/settings/users/{id}", administrator, user::show)
        .post("/settings/users/{id}", administrator, user::submit)
        .post("/settings/users/{id}/link", administrator, user::link)
        .post("/settings/users/{id}/end-sessions", administrator, user::end_sessions)
        .get("/settings/teams", administrator, teams::show)
        .post("/settings/teams", administrator, teams::add)
        .get("/settings/teams/{id}", administrator, teams::form_page)
        .post("/settings/teams/{id}", administrator, teams::submit)
        .post("/settings/teams/{id}/delete", administrator, teams::delete);
    let workspace = Routes::new()
        .get("/settings/roles", administrator, roles::show)
        .post("/settings/roles", administrator, roles::add)
        .get("/settings/roles/{id}", administrator, role::show)
        .post("/settings/roles/{id}", administrator, role::submit)
        .post("/settings/roles/{id}/delete", administrator, role::delete)
        .get("/settings/workspace", administrator, workspace::show)
        .post("/settings/workspace", administrator, workspace::submit)
        .get("/settings/jobs", administrator, jobs::show)
        .post("/settings/jobs/{id}/retry", administrator, jobs::retry)
        .post("/settings/jobs/{id}/cancel", administrator, jobs::cancel);
    let exports = Routes::new()
        .get("/settings/exports", signed, exports::list)
        .post("/settings/exports/workspace", administrator, exports::workspace)
        .get("/settings/exports/{id}", signed, exports::show)
        .get("/settings/exports/{id}/progress", signed, exports::progress)
        // To those whose it is not there is nothing here, not even a way to sign in.
        .get("/settings/exports/{id}/file", Access::Public, exports::file)
        .post("/settings/exports/{id}/delete", signed, exports::delete);
    own.merge(users).merge(workspace).merge(exports)
}

/// Address, name in the catalogues, symbol, place.
type Line = (&'static str, [&'static str; 2], &'static str, u32);

const OWN: [Line; 4] = [
    ("/settings/profile", ["settings-profile", "settings-profile-text"], "user", 10),
    ("/settings/password", ["settings-password", "settings-password-text"], "lock", 11),
    ("/settings/sessions", ["settings-sessions", "settings-sessions-text"], "system", 12),
    ("/settings/tokens", ["settings-tokens", "settings-tokens-text"], "key", 13),
];
const IMPORT: Line = ("/import", ["import", "import-text"], "upload", 30);
const DATA: [Line; 3] = [
    ("/settings/exports", ["exports-title", "exports-text"], "download", 33),
    ("/change-sets", ["acts-title", "acts-note"], "history", 31),
    ("/trash", ["trash-title", "trash-note"], "trash", 32),
];
const WORKSPACE: [Line; 5] = [
    ("/settings/users", ["settings-users", "settings-users-text"], "people", 50),
    ("/settings/teams", ["settings-teams", "settings-teams-text"], "team", 51),
    ("/settings/roles", ["settings-roles", "settings-roles-text"], "shield", 52),
    ("/settings/workspace", ["settings-workspace", "settings-workspace-text"], "building", 60),
    ("/settings/jobs", ["settings-jobs", "settings-jobs-text"], "bolt", 90),
];

/// The pages as the index lists them.
pub fn entries() -> Vec<SettingsEntry> {
    let entry = |group, shown_to| {
        move |(path, [label, text], icon, position): Line| SettingsEntry {
            path,
            label,
            text,
            icon,
            position,
            group,
            shown_to,
        }
    };
    let everybody: fn(&Scope) -> bool = |_| true;
    let own = OWN.into_iter().map(entry(SettingsGroup::Own, everybody));
    let import = entry(SettingsGroup::Data, |scope| scope.rights.bulk)(IMPORT);
    let data = DATA.into_iter().map(entry(SettingsGroup::Data, everybody));
    let workspace =
        WORKSPACE.into_iter().map(entry(SettingsGroup::Workspace, |scope| scope.rights.administer));
    own.chain([import]).chain(data).chain(workspace).collect()
}

/// A page of the settings: its frame, and the list of pages at its left.
#[derive(Debug)]
pub struct Page {
    pub frame: Frame,
    nav: Markup,
}

impl Page {
    /// For whoever is signed in.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(app: &App, signed: &Signed, context: &RequestContext) -> Result<Self> {
        let frame = Frame::of(app, signed, context).await?;
        let nav = html! {
            @if context.path() != "/settings" {
                a.settings-up href="/settings" { (icon("chevron-left", None)) (frame.text("settings")) }
            }
            (nav(app, &frame, context.path()))
        };
        Ok(Self { frame, nav })
    }

    pub fn text(&self, key: &str) -> String {
        self.frame.text(key)
    }

    /// The whole document.
    pub fn show(&self, title: &str, body: &Markup) -> Markup {
        self.frame.page(title, &settings_page(&self.nav, body))
    }
}

/// A secret that is shown this once, ready to be copied.
pub fn shown_once(label: &str, secret: &str) -> Markup {
    text(&Field {
        name: "secret",
        label,
        value: secret,
        read_only: true,
        span: Span::Full,
        ..Field::default()
    })
}

/// The pages that somebody may open.
pub(super) fn open_to(app: &App, signed: &Signed) -> Vec<SettingsEntry> {
    app.settings().iter().filter(|entry| (entry.shown_to)(&signed.scope)).cloned().collect()
}

fn nav(app: &App, frame: &Frame, path: &str) -> Markup {
    let entries = open_to(app, frame.signed());
    let is_here = |entry: &SettingsEntry| {
        path.strip_prefix(entry.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    html! {
        nav aria-label=(frame.text("settings")) {
            @for group in SettingsGroup::ALL {
                @if entries.iter().any(|entry| entry.group == group) {
                    h2 { (frame.text(group.label())) }
                    ul {
                        @for entry in entries.iter().filter(|entry| entry.group == group) {
                            li { a href=(entry.path) aria-current=[is_here(entry).then_some("page")] {
                                (icon(entry.icon, None)) span { (frame.text(entry.label)) }
                            } }
                        }
                    }
                }
            }
        }
    }
}
