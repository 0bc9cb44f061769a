//! The list of a face: what it asks the store, for pages, exports and bulk acts alike.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::Uri;
use kernel::access::{Act, Scope};
use kernel::catalog::Catalog;
use kernel::face::Face;
use kernel::filter::{self, Asker, Comparison, Filter, Op, Operand, SortKey};
use kernel::kind::Kind;
use kernel::object::Object;
use kernel::value::Value;
use kernel::{Error, Result};
use store::query::{ListRequest, Titles};
use uuid::Uuid;

use super::list_empty;
use super::list_state::ListState;
use super::list_view::ListView;
use super::record::peek_content;
use crate::api::input::reading;
use crate::app::App;
use crate::context::RequestContext;
use crate::error::PageError;
use crate::frame::Frame;
use crate::read;
use crate::session::Signed;

/// Rows of one page.
const ROWS: u32 = 50;

/// `GET /people`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(slug): Path<String>,
    uri: Uri,
) -> Result<Response, PageError> {
    let catalog = app.catalog();
    let (object, face) = place(&catalog, &signed.scope, &slug)?;
    let state = ListState::read(&uri, &object)?;
    if state.written {
        return Ok(Redirect::to(&state.address()).into_response());
    }
    let state = super::view::applied(&app, &signed.scope, &slug, state).await?;
    let request = request(&app, &signed.scope, (&object, &face), &state)?;
    let ((page, count), views, condition_titles, mut frame) = tokio::try_join!(
        read::counted_list(&app, &signed.scope, request),
        super::view::tabs(&app, &signed.scope, &slug),
        condition_titles(&app, &signed.scope, &object, &state),
        Frame::of(&app, &signed, &context),
    )?;
    if let Some(id) = state.peek {
        frame = frame.clone().peek(peek_content(&app, &frame, (&object, id)).await?);
    }
    let view = ListView {
        app: &app,
        frame: &frame,
        object: &object,
        face: &face,
        state: &state,
        views: &views,
        condition_titles: &condition_titles,
    };
    let without =
        if page.records.is_empty() { list_empty::without(&view).await? } else { Vec::new() };
    Ok(view.page(&page, &count, &without)?.into_response())
}

/// The titles of the records that conditions name, as far as the asker may see them.
async fn condition_titles(
    app: &App,
    scope: &Scope,
    object: &Object,
    state: &ListState,
) -> Result<Titles> {
    let catalog = app.catalog();
    let target = |path: &str| match path.split_once('.') {
        None => object.field(path)?.kind.link_target(),
        Some((link, rest)) => {
            let linked = catalog.object(object.field(link)?.kind.link_target()?)?;
            linked.field(rest)?.kind.link_target()
        }
    };
    let wanted: Vec<(&'static str, Uuid)> = state
        .conditions
        .iter()
        .filter_map(|condition| Some((target(&condition.field)?, condition.value.as_str())))
        .flat_map(|(target, value)| {
            let ids = value.split(',').filter_map(|id| Uuid::try_parse(id.trim()).ok());
            ids.map(move |id| (target, id)).collect::<Vec<_>>()
        })
        .collect();
    if wanted.is_empty() { Ok(Titles::default()) } else { read::titles(app, scope, wanted).await }
}

/// The object and face of a list, when the asker may see any of it.
///
/// # Errors
/// [`Error::NotFound`].
pub fn place(catalog: &Catalog, scope: &Scope, slug: &str) -> Result<(Arc<Object>, Face)> {
    let (object, face) = catalog.by_face_slug(slug).ok_or(Error::NotFound)?;
    if scope.reach(object.key, Act::See) == kernel::access::Reach::None {
        return Err(Error::NotFound);
    }
    Ok((Arc::clone(object), face.clone()))
}

/// What the state asks the store.
///
/// # Errors
/// [`Error::Invalid`] or [`Error::Refused`] naming what is wrong with the address.
pub fn request(
    app: &App,
    scope: &Scope,
    (object, face): (&Arc<Object>, &Face),
    state: &ListState,
) -> Result<ListRequest> {
    let catalog = app.catalog();
    let asker = asker(app, scope);
    let written = filter::resolve(&state.raw_filter()?, object, &catalog, &asker)?;
    let sort = match &state.sort {
        Some(text) => filter::resolve_sort(text, object, &catalog)?,
        None => face.sort.iter().map(|(key, descending)| sort_key(key, *descending)).collect(),
    };
    let mut fields = state.column_keys(object, face)?;
    fields.push(face.title);
    fields.extend(face.facet.iter().map(|(key, _)| *key));
    fields.extend(&face.subtitle);
    fields.extend(face.due_while.iter().map(|(key, _)| *key));
    Ok(ListRequest {
        object: Arc::clone(object),
        filter: facet_filter(face).and(written),
        sort,
        limit: ROWS,
        cursor: state.cursor.clone(),
        fields,
        search: state.q.clone(),
        deleted: false,
        act: Act::See,
    })
}

/// Whom "me" and relative dates mean, and how values are written.
pub fn asker(app: &App, scope: &Scope) -> Asker {
    Asker {
        user: scope.user(),
        teams: scope.teams.to_vec(),
        today: scope.today(),
        reading: reading(scope, &app.workspace()),
    }
}

fn sort_key(key: &'static str, descending: bool) -> SortKey {
    SortKey { path: filter::Path { link: None, field: key }, descending }
}

/// A face shows the records of its facet alone.
pub fn facet_filter(face: &Face) -> Filter {
    match face.facet {
        None => Filter::everything(),
        Some((field, value)) => Filter::All(vec![Filter::Compare(Comparison {
            path: filter::Path { link: None, field },
            op: Op::Eq,
            operand: Operand::One(Value::Text(value.to_owned())),
        })]),
    }
}

/// Whether a field can stand in a column and be sorted by.
pub const fn is_sortable(kind: Kind) -> bool {
    !kind.is_many() && !matches!(kind, Kind::LongText | Kind::Address | Kind::File)
}
