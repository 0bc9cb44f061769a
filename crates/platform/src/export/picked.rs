//! All that a search finds, page by page: more than a list of it ever shows.

use std::sync::Arc;
use std::time::Duration;

use kernel::access::Scope;
use kernel::filter::{Comparison, Filter, Op, Operand, Path};
use kernel::value::Value;
use kernel::{Error, Result};
use store::query::{Asking, ListRequest, Page};
use store::search;
use uuid::Uuid;
use web::App;
use web::read;

/// Records of a page.
const ROWS: usize = 1_000;
/// How long the search may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ids that are still to be read.
#[derive(Debug)]
pub(super) struct Picked {
    ids: Vec<Uuid>,
    begun: usize,
}

/// A condition that only these records meet.
pub(super) fn only(ids: &[Uuid]) -> Filter {
    Filter::Compare(Comparison {
        path: Path { link: None, field: "id" },
        op: Op::In,
        operand: Operand::Many(ids.iter().copied().map(Value::Id).collect()),
    })
}

impl Picked {
    /// What answers a question.
    ///
    /// # Errors
    /// [`Error::Refused`] when that is more than is held.
    pub async fn found(app: &App, scope: &Scope, request: &ListRequest, q: &str) -> Result<Self> {
        let (catalog, scope) = (app.catalog(), scope.clone());
        let (object, q) = (Arc::clone(&request.object), q.to_owned());
        let found = app
            .store()
            .read_within(PATIENCE, move |tx| {
                let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
                let (object, q) = (Arc::clone(&object), q.clone());
                Box::pin(async move {
                    let asking = Asking { catalog: &catalog, scope: &scope };
                    search::every(tx, asking, &object, &q).await
                })
            })
            .await?;
        let ids = found.ok_or_else(|| Error::refused("q", "export-found-too-many"))?;
        Ok(Self { ids, begun: 0 })
    }

    pub const fn is_done(&self) -> bool {
        self.begun >= self.ids.len()
    }

    /// The next of them that meet the other conditions and that the asker may take out.
    ///
    /// # Errors
    /// As [`read::list`].
    pub async fn page(
        &mut self,
        app: &App,
        scope: &Scope,
        request: &ListRequest,
    ) -> Result<Option<Page>> {
        let end = self.ids.len().min(self.begun + ROWS);
        let Some(ids) = self.ids.get(self.begun..end).filter(|ids| !ids.is_empty()) else {
            return Ok(None);
        };
        let filter = only(ids).and(request.filter.clone());
        self.begun = end;
        let request = ListRequest { filter, cursor: None, ..request.clone() };
        read::list(app, scope, request).await.map(Some)
    }
}
