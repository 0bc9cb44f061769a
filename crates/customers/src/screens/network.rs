//! The picture of whom a party is tied to, and the answer to "how do we reach them?".

use std::collections::HashMap;

use axum::extract::{Path, State};
use http::Uri;
use kernel::Result;
use kernel::record::Record;
use kernel::shape::Shape;
use maud::{Markup, html};
use store::query;
use uuid::Uuid;
use web::api::params::Params;
use web::app::App;
use web::components::{
    Combobox, Crumb, EmptyState, Field, PageHead, breadcrumb, combobox, empty_state, icon,
    page_head, submit,
};
use web::context::RequestContext;
use web::error::PageError;
use web::frame::Frame;
use web::session::Signed;

use super::desk::{Desk, party_href};
use super::drawing;
use crate::network::{self, Goal, Neighbourhood, Step};
use crate::objects::Party;
use crate::reading::{object, read};

/// All that the page tells.
struct Network {
    record: Record,
    around: Neighbourhood,
    labels: HashMap<Uuid, String>,
    to_us: Option<Vec<Step>>,
    to_other: Option<Option<Vec<Step>>>,
}

/// `GET /people/{id}/network?to=…`, `GET /companies/{id}/network?to=…`.
pub async fn show(
    State(app): State<App>,
    signed: Signed,
    context: RequestContext,
    Path(id): Path<Uuid>,
    uri: Uri,
) -> Result<Markup, PageError> {
    let mut params = Params::of_page(&uri)?;
    let to = params.take("to");
    let shown = params.take("to.text").unwrap_or_default();
    params.take("to.was");
    params.finish()?;
    let to_id = to.as_deref().and_then(|text| Uuid::try_parse(text).ok());
    let network = read(&app, &signed.scope, move |tx, asking| {
        Box::pin(async move {
            let record = query::get(tx, asking, object(asking, "party")?, id).await?;
            let to_other = match to_id {
                Some(other) => Some(network::way(tx, asking, id, Goal::Party(other)).await?),
                None => None,
            };
            Ok(Network {
                record,
                around: network::around(tx, asking, id).await?,
                labels: network::labels(tx, asking).await?,
                to_us: network::way(tx, asking, id, Goal::Us).await?,
                to_other,
            })
        })
    })
    .await?;
    let frame = Frame::of(&app, &signed, &context).await?;
    let asked = (to_id.map(|id| id.to_string()).unwrap_or_default(), shown);
    Ok(draw(Desk { app: &app, frame: &frame }, &network, &asked))
}

fn draw(desk: Desk<'_>, network: &Network, asked: &(String, String)) -> Markup {
    let party = Party::from_values(&network.record.values);
    let href = party_href(party.kind.0, network.record.id());
    let title = desk.frame.with("network-title", &[("name", party.name.as_str().into())]);
    let word = desk.text("head-network");
    let crumbs =
        [Crumb { label: &party.name, href: Some(&href) }, Crumb { label: &word, href: None }];
    let above = breadcrumb(&word, &crumbs);
    let main = html! {
        (page_head(&PageHead { title: &title, above: Some(above), ..PageHead::default() }))
        div.network {
            div.network-picture {
                @if network.around.nodes.len() > 1 {
                    (drawing::draw(desk, &network.around, &network.labels))
                    @if let Some(count) = network.around.left_out.get(&network.record.id()) {
                        p.faint {
                            a href=(drawing::ties_href(network.record.id())) { (desk.frame.with("network-left-out", &[("count", (*count).into())])) }
                        }
                    }
                } @else {
                    (empty_state(&EmptyState {
                        icon: "network",
                        title: &desk.text("network-empty"),
                        text: Some(&desk.text("network-empty-text")),
                        ..EmptyState::default()
                    }))
                }
            }
            div.network-ways {
                section.card aria-labelledby="way-us" {
                    h2 id="way-us" { (desk.frame.with("network-reach", &[("name", party.name.as_str().into())])) }
                    (ways(desk, &party, network))
                }
                section.card aria-labelledby="way-other" {
                    h2 id="way-other" { (desk.text("network-other")) }
                    (question(desk, asked))
                    @if let Some(way) = &network.to_other { (steps(desk, &party.name, way.as_deref())) }
                }
            }
        }
    };
    desk.frame.page(&title, &main)
}

fn ways(desk: Desk<'_>, party: &Party, network: &Network) -> Markup {
    steps(desk, &party.name, network.to_us.as_deref())
}

/// The form that asks for the way to somebody else.
fn question(desk: Desk<'_>, (value, shown): &(String, String)) -> Markup {
    let (label, clear, find) =
        (desk.text("network-to"), desk.text("clear"), desk.text("network-find"));
    html! {
        form.form method="get" {
            (combobox(
                &Field { name: "to", label: &label, value, ..Field::default() },
                &Combobox { url: "/options/party?any=true", shown, clear: &clear },
            ))
            div.form-actions { (submit(&find)) }
        }
    }
}

/// A way as a chain of names.
fn steps(desk: Desk<'_>, start: &str, way: Option<&[Step]>) -> Markup {
    let Some(way) = way else {
        return html! { p.none { (desk.text("network-no-way")) } };
    };
    html! {
        ol.chain {
            li { strong { (start) } }
            @for step in way {
                li {
                    span.chain-label { (icon("chevron-down", None)) (step.label) }
                    a href=(party_href(step.known.kind, step.known.id)) { (step.known.name) }
                    @if !step.known.job_title.is_empty() { " " small.faint { (step.known.job_title) } }
                }
            }
        }
    }
}
