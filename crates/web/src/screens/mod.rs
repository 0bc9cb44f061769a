//! The generic screens: a list, a record and a form for every face, made from its declaration.

pub(crate) mod bulk;
mod bulk_page;
mod bulk_view;
mod change_sets;
mod condition_form;
mod conditions;
mod exported;
mod form;
pub mod form_input;
mod form_page;
pub mod form_state;
pub mod history_view;
pub mod list;
mod list_empty;
mod list_menu;
pub mod list_state;
mod list_tools;
mod list_view;
pub mod markdown;
mod options;
mod palette;
pub mod record;
mod search;
pub mod shown;
mod trash;
mod undo;
mod view;
pub mod widgets;

pub use form::{is_writable, pairs, save_change};
pub use view::applied as list_view_applied;

use kernel::catalog::Catalog;

use crate::routes::{Access, Routes};

/// The routes of the generic screens.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/search", Access::Signed, search::show)
        .get("/palette", Access::Signed, palette::show)
        .get("/options/{object}", Access::Signed, options::show)
        .get("/trash", Access::Signed, trash::show)
        .post("/trash/{object}/{id}/restore", Access::Signed, trash::restore)
        .get("/change-sets", Access::Signed, change_sets::list)
        .get("/change-sets/{id}", Access::Signed, change_sets::explain)
        .post("/change-sets/{id}/undo", Access::Signed, undo::undo)
        .post("/views", Access::Signed, view::create)
        .post("/views/{id}/change", Access::Signed, view::change)
        .post("/views/{id}/remove", Access::Signed, view::remove)
        .get("/{slug}", Access::Signed, list::show)
        .post("/{slug}", Access::Signed, form::create)
        .get("/{slug}/{id}", Access::Signed, record::show)
        .get("/{slug}/{id}/peek", Access::Signed, record::peek)
        .get("/{slug}/{id}/history", Access::Signed, record::history_page)
        .get("/{slug}/{id}/edit", Access::Signed, form::edit)
        .post("/{slug}/{id}/edit", Access::Signed, form::update)
        .post("/{slug}/{id}/delete", Access::Signed, form::delete)
        .get("/{slug}/{id}/field/{key}", Access::Signed, form::field)
        .post("/{slug}/{id}/field/{key}", Access::Signed, form::set_field)
}

/// Where a record of each list is begun, many are changed, and its menus come from: `/people/new` must not be read as the page of a record
/// called "new" where a capability brings its own `/people/{id}`.
pub(crate) fn creations(catalog: &Catalog) -> Routes {
    catalog.objects().flat_map(|object| &object.faces).fold(Routes::new(), |routes, face| {
        routes
            .get(&format!("/{}/new", face.slug), Access::Signed, form::new)
            .post(&format!("/{}/bulk", face.slug), Access::Signed, bulk::run)
            .get(&format!("/{}/menu/{{menu}}", face.slug), Access::Signed, list_menu::show)
    })
}
