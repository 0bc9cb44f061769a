//! The way of a file into the workspace: bring it, say what it is, map its columns, check, run,
//! read the report. Each step has an address and can be taken again until the import runs.

mod act;
mod bring;
mod columns;
mod field_label;
mod finding;
mod meaning;
mod report;
mod show;
mod summary;

pub use act::refused_rows;

use kernel::access::Act;
use kernel::access::{Reach, Scope};
use kernel::face::Face;
use kernel::object::Object;
use maud::{Markup, html};
use uuid::Uuid;
use web::components::{
    Banner, Crumb, PageHead, Step, StepState, Tone, banner, breadcrumb, page_head, steps,
};
use web::frame::Frame;
use web::routes::{Access, BodySize, Routes};
use web::{App, PageError};

use crate::import::Import;
use crate::import::reading::MAX_FILE_BYTES;

/// What a form adds to its file.
const AROUND: usize = 64 * 1_024;

/// The routes.
pub fn routes() -> Routes {
    let signed = Access::Signed;
    Routes::new()
        .get("/import", signed, bring::show)
        .post_sized("/import", signed, BodySize::Upload(MAX_FILE_BYTES + AROUND), bring::take)
        .get("/import/{id}", signed, show::show)
        .get("/import/{id}/progress", signed, show::progress)
        .get("/import/{id}/refused", signed, act::refused)
        .post("/import/{id}/meaning", signed, meaning::submit)
        .post("/import/{id}/columns", signed, columns::submit)
        .post("/import/{id}/start", signed, act::start)
        .post("/import/{id}/cancel", signed, act::cancel)
}

/// A step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum At {
    Meaning,
    Columns,
    Check,
    Report,
}

impl At {
    const ALL: [Self; 4] = [Self::Meaning, Self::Columns, Self::Check, Self::Report];

    const fn key(self) -> &'static str {
        match self {
            Self::Meaning => "meaning",
            Self::Columns => "columns",
            Self::Check => "check",
            Self::Report => "report",
        }
    }
}

/// One import on a page.
struct Desk<'a> {
    app: &'a App,
    frame: &'a Frame,
    import: &'a Import,
}

impl Desk<'_> {
    fn text(&self, key: &str) -> String {
        self.frame.text(key)
    }

    fn figure(&self, count: u64) -> String {
        self.frame.format().whole(i64::try_from(count).unwrap_or(i64::MAX))
    }

    fn at(&self, step: At) -> String {
        address(self.import.id, step)
    }

    /// The page of a step; what went wrong stands above it.
    fn page(&self, step: At, wrong: Option<&PageError>, body: &Markup) -> Markup {
        let title = self.text("import");
        let crumbs = [
            Crumb { label: &title, href: Some("/import") },
            Crumb { label: &self.import.name, href: None },
        ];
        let head = PageHead {
            title: &self.import.name,
            above: Some(breadcrumb(&title, &crumbs)),
            ..PageHead::default()
        };
        let main = html! {
            div.narrow.import {
                (page_head(&head))
                (self.steps(step))
                @for sentence in self.sentences(wrong) {
                    (banner(&Banner { tone: Tone::Danger, text: &sentence, ..Banner::default() }))
                }
                (body)
            }
        };
        self.frame.page(&self.import.name, &main)
    }

    fn steps(&self, now: At) -> Markup {
        let labels = At::ALL.map(|step| (step, self.text(&format!("import-step-{}", step.key()))));
        let hrefs = At::ALL.map(|step| self.at(step));
        let may_go_back = self.import.change_set.is_none() && !self.import.state.is_busy();
        let items: Vec<Step<'_>> = labels
            .iter()
            .zip(&hrefs)
            .map(|((step, label), href)| Step {
                label,
                href: (may_go_back && *step < now).then_some(href.as_str()),
                state: match step {
                    step if *step == now => StepState::Current,
                    step if *step < now => StepState::Done,
                    _ => StepState::Ahead,
                },
            })
            .collect();
        steps(&self.text("import-steps"), &items)
    }

    fn sentences(&self, wrong: Option<&PageError>) -> Vec<String> {
        let refusals = wrong.and_then(PageError::refusals).map(|found| found.0.as_slice());
        let faults = self.import.faults.0.as_slice();
        let words = kernel::words::Words::get();
        refusals
            .unwrap_or(faults)
            .iter()
            .map(|refusal| words.refusal(self.frame.language(), refusal))
            .collect()
    }
}

fn address(id: Uuid, step: At) -> String {
    format!("/import/{id}?step={}", step.key())
}

/// The lists that the asker may bring records into, main places first: slug and the Fluent key of
/// its name.
fn places(app: &App, scope: &Scope) -> Vec<(&'static str, String)> {
    let catalog = app.catalog();
    let rank = |object: &str, slug: &str| {
        let places = app.navigation();
        let own = places.iter().position(|place| place.path.trim_start_matches('/') == slug);
        own.or_else(|| places.iter().position(|place| place.object == Some(object)))
    };
    let mut faces: Vec<(&Object, &Face)> = catalog
        .objects()
        .filter(|object| object.in_api && !matches!(object.key, "user" | "team" | "role"))
        .filter(|object| scope.reach(object.key, Act::Create) != Reach::None)
        .flat_map(|object| object.faces.iter().map(move |face| (&**object, face)))
        .collect();
    faces.sort_by_key(|(object, face)| rank(object.key, face.slug).unwrap_or(usize::MAX));
    faces
        .into_iter()
        .map(|(_, face)| (face.slug, format!("face-{}-plural", face.key.replace('_', "-"))))
        .collect()
}
