//! The table of routes. A route says who may call it; the router asks before the handler runs,
//! and tests sweep the same table.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::routing::{MethodFilter, on};
use http::Method;

use crate::app::App;
use crate::middleware::guard::{Guard, guard};

/// Who may call a route. What is seen there is the scope's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody: sign-in, assets, health.
    Public,
    /// Whoever is signed in.
    Signed,
    /// Whoever may administer the workspace.
    Administrator,
}

/// How large a body a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodySize {
    /// The limit of all routes.
    Ordinary,
    /// The limit of batches.
    Batch,
    /// So many bytes, streamed, with time to match.
    Upload(usize),
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    /// `/api/v1/{objects}/{id}`.
    pub path: String,
    pub access: Access,
    pub body: BodySize,
}

/// Routes with their table.
#[derive(Clone, Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(route(Method::GET, path, access), MethodFilter::GET, handler)
    }

    #[must_use]
    pub fn post<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(route(Method::POST, path, access), MethodFilter::POST, handler)
    }

    #[must_use]
    pub fn patch<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(route(Method::PATCH, path, access), MethodFilter::PATCH, handler)
    }

    #[must_use]
    pub fn delete<H, T>(self, path: &str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(route(Method::DELETE, path, access), MethodFilter::DELETE, handler)
    }

    /// A `POST` whose body may be larger than others.
    #[must_use]
    pub fn post_sized<H, T>(self, path: &str, access: Access, body: BodySize, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = Route { body, ..route(Method::POST, path, access) };
        self.add(route, MethodFilter::POST, handler)
    }

    /// These and those.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The table, in the order of registration.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    pub(crate) fn into_router(self) -> Router<App> {
        self.router
    }

    fn add<H, T>(mut self, route: Route, filter: MethodFilter, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let rule = Guard { access: route.access, body: route.body };
        // The guard counts the bytes; axum's own limit would stop larger bodies before.
        let method = on(filter, handler)
            .route_layer(DefaultBodyLimit::disable())
            .route_layer(from_fn(move |request, next| guard(rule, request, next)));
        self.router = self.router.route(&route.path, method);
        self.table.push(route);
        self
    }
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Routes({})", self.table.len())
    }
}

fn route(method: Method, path: &str, access: Access) -> Route {
    Route { method, path: path.to_owned(), access, body: BodySize::Ordinary }
}

/// The routes of the web itself.
pub(crate) fn own() -> Routes {
    Routes::new()
        .get("/assets/{name}", Access::Public, crate::assets::serve)
        .merge(crate::health::routes())
        .merge(crate::api::routes())
        .merge(crate::screens::routes())
}

/// Every route of an application: what a sweep without rights calls.
pub fn all(app: &App) -> &[Route] {
    app.route_table()
}
