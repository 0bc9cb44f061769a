//! A neighbourhood as a list: those tied to a party, and under each of them theirs.

use std::collections::HashMap;

use maud::{Markup, html};
use uuid::Uuid;
use web::components::{Avatar, avatar};

use super::desk::{Desk, party_href};
use super::drawing::ties_href;
use crate::network::{Edge, Neighbourhood, Node};
use crate::objects::PartyKind;

/// Draws the list.
pub fn draw(desk: Desk<'_>, around: &Neighbourhood, labels: &HashMap<Uuid, String>) -> Markup {
    let near = around.nodes.iter().filter(|node| node.ring == 1);
    html! {
        ul.branches aria-label=(desk.text("head-network")) {
            @for node in near {
                li {
                    (party(node, tie(around, labels, node)))
                    (twigs(desk, around, labels, node.known.id))
                }
            }
        }
    }
}

fn twigs(
    desk: Desk<'_>,
    around: &Neighbourhood,
    labels: &HashMap<Uuid, String>,
    hub: Uuid,
) -> Markup {
    let far: Vec<&Node> =
        around.nodes.iter().filter(|node| node.ring == 2 && node.by == hub).collect();
    let more = around.left_out.get(&hub).copied();
    html! {
        @if !far.is_empty() || more.is_some() {
            ul {
                @for node in far { li { (party(node, tie(around, labels, node))) } }
                @if let Some(count) = more {
                    li { a.more-link href=(ties_href(hub)) { (desk.frame.with("network-more", &[("count", count.into())])) } }
                }
            }
        }
    }
}

fn party(node: &Node, tie: &str) -> Markup {
    let known = &node.known;
    let organization = known.kind == Some(PartyKind::Organization);
    html! {
        a.branch href=(party_href(known.kind, known.id)) {
            (avatar(&Avatar { name: &known.name, organization, ..Avatar::default() }))
            span.branch-name {
                (known.name)
                small { (tie) @if !tie.is_empty() && !known.job_title.is_empty() { " · " } (known.job_title) }
            }
        }
    }
}

/// What ties a party to the one that it hangs on, as the picture says it.
fn tie<'l>(around: &Neighbourhood, labels: &'l HashMap<Uuid, String>, node: &Node) -> &'l str {
    let (own, hub) = (node.known.id, node.by);
    let ties =
        |edge: &&Edge| (edge.from, edge.to) == (own, hub) || (edge.from, edge.to) == (hub, own);
    let found = around.edges.iter().find(ties).and_then(|edge| labels.get(&edge.kind));
    found.map(String::as_str).unwrap_or_default()
}
