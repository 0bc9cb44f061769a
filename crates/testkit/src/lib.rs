//! The test application: a whole Rapport on a fresh workspace, on either database.
//!
//! ```ignore
//! testkit::on_both_engines! {
//!     async fn a_person_without_a_name_is_refused(engine) {
//!         let app = App::start(engine).await;
//!         let answer = app.token("mia").await.post("/api/v1/parties", &json!({"kind": "person"})).await;
//!         assert_eq!(answer.status, 422);
//!     }
//! }
//! ```
#![expect(clippy::expect_used, reason = "a test that cannot go on says why and ends")]

mod answer;
mod api;
mod app;
mod browser;
mod cast;
mod engine;
mod postgres;
mod process;
mod receiver;
mod reviewed;

pub use answer::Answer;
pub use api::Api;
pub use app::App;
pub use browser::Browser;
pub use cast::{CAST, Member};
pub use engine::{Engine, POSTGRES, Place};
pub use postgres::Postgres;
pub use process::{Process, Ran, run};
pub use receiver::{Manner, Received, Receiver};
pub use reviewed::reviewed;

/// Makes two tests of each story: one on SQLite, one on PostgreSQL.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $story:ident($engine:ident) $body:block)+) => {$(
        mod $story {
            use super::*;

            async fn story($engine: $crate::Engine) $body

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                story($crate::Engine::Sqlite).await;
            }

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                story($crate::Engine::Postgres).await;
            }
        }
    )+};
}
