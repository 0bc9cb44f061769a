//! The pages: my day, what is planned, a party with its story, its network, its files.

mod agenda;
mod branches;
mod composer;
mod desk;
mod done;
mod drawing;
mod facts;
mod feed;
mod files;
mod first_steps;
mod head;
mod home;
mod keep;
mod moment;
mod network;
mod party;
mod relate;
mod relations;
mod suggest;
mod tasks;
mod timeline;
mod transfer;

use web::routes::{Access, BodySize, Routes};

/// Bytes of a form around its files.
const AROUND: u64 = 64 * 1_024;

/// The routes.
pub fn routes() -> Routes {
    let signed = Access::Signed;
    let mut routes = Routes::new()
        .get("/", signed, home::show)
        .get("/tasks", signed, tasks::show)
        .get("/activities/{id}/done", signed, done::back)
        .post("/activities/{id}/done", signed, done::toggle)
        .get("/parties/{id}/photo/{photo}", signed, files::show_picture)
        .get("/files/{id}/content", signed, files::download)
        .post_sized("/files/on/{object}/{record}", signed, upload(files::MOST), files::upload)
        .get("/settings/calendar", signed, feed::settings)
        .post("/settings/calendar", signed, feed::renew)
        .post("/settings/calendar/end", signed, feed::end)
        .get("/feeds/{file}", Access::Public, feed::feed)
        .get("/api/v1/company-of", signed, suggest::company_of);
    for slug in ["people", "companies"] {
        let at = |path: &str| format!("/{slug}/{{id}}{path}");
        routes = routes
            .get(&at(""), signed, party::show)
            .get(&at("/story"), signed, party::story)
            .get(&at("/peek"), signed, party::peek)
            .get(&at("/network"), signed, network::show)
            .post(&at("/log"), signed, composer::log)
            .post(&at("/employer"), signed, party::employ)
            .get(&at("/relate"), signed, relate::form_page)
            .post(&at("/relate"), signed, relate::create)
            .get(&at("/lists"), signed, relate::lists_page)
            .post(&at("/lists"), signed, relate::put_on_lists)
            .get(&at("/transfer"), signed, transfer::form_page)
            .post(&at("/transfer"), signed, transfer::transfer)
            .get(&at("/photo"), signed, files::photo_form)
            .post_sized(&at("/photo"), signed, upload(files::MOST_OF_PICTURE), files::photo);
    }
    routes
}

fn upload(most: u64) -> BodySize {
    BodySize::Upload(usize::try_from(most + AROUND).unwrap_or(usize::MAX))
}
