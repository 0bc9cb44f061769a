//! The REST interface of every object that the Catalog shows to programs.

pub mod changes;
pub mod json;
pub mod params;

use crate::routes::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
}
