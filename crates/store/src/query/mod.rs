//! Reading: lists, records and titles. Every statement holds the compiled rights of who asks.

mod binds;
mod branch;
mod candidates;
mod conventions;
mod count;
mod cursor;
mod explain;
mod filter_column;
mod filter_list;
mod filter_sql;
mod find;
mod find_each;
mod folding;
mod list;
mod listing;
mod order;
mod paging;
mod piece;
mod record;
mod scope_condition;
mod selection;
mod standard;
mod titles;

use std::sync::Arc;

use kernel::access::{Act, Scope};
use kernel::catalog::Catalog;
use kernel::filter::{Filter, SortKey};
use kernel::object::Object;
use kernel::record::Record;

pub use binds::Binds;
pub use count::count;
pub use explain::{Explained, explain, explain_list};
pub use find::{MOST_SHARING, find_matching};
pub use find_each::{FindBy, find_each};
pub use list::list;
pub(crate) use record::get_some;
pub use record::{get, get_deleted, get_many, visible_ids};
pub use scope_condition::scope_condition;
pub(crate) use scope_condition::shared;
pub use titles::{Titles, titles, titles_of};

/// Who asks, about which declarations.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    pub catalog: &'a Catalog,
    pub scope: &'a Scope,
}

/// What a list is asked for.
#[derive(Clone, Debug)]
pub struct ListRequest {
    pub object: Arc<Object>,
    pub filter: Filter,
    /// Empty for the order of the face.
    pub sort: Vec<SortKey>,
    /// At most 1,000.
    pub limit: u32,
    pub cursor: Option<String>,
    /// Fields to read; empty means all that are not secret.
    pub fields: Vec<&'static str>,
    pub search: Option<String>,
    /// The trash instead of the living; for those with the right to delete.
    pub deleted: bool,
    /// See or Export.
    pub act: Act,
}

/// One page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub records: Vec<Record>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<String>,
    /// Titles of the links that the asker may see.
    pub titles: Titles,
    /// The bound of rows looked at was met: there may be more, or others in their place.
    pub bounded: bool,
}

/// How many records a list holds, up to a cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub value: i64,
    /// False when there are at least so many.
    pub exact: bool,
}
