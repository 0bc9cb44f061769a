//! A neighbourhood as an inline SVG: the party in the middle, those tied to it around it, and
//! theirs around them. Every party is a link; the same is told as a list for those who do not see
//! the picture.

use std::collections::HashMap;
use std::f64::consts::{PI, TAU};

use maud::{Markup, html};
use uuid::Uuid;

use super::desk::{Desk, party_href};
use crate::network::{Edge, Neighbourhood, Node};
use crate::objects::PartyKind;

const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 760.0;
/// Half-axes of the two rings.
const RINGS: [(f64, f64); 3] = [(0.0, 0.0), (225.0, 165.0), (415.0, 320.0)];
/// Characters of a name that find room.
const NAME_LENGTH: usize = 22;

type Places = HashMap<Uuid, (f64, f64)>;

/// Draws the picture.
pub fn draw(desk: Desk<'_>, around: &Neighbourhood, labels: &HashMap<Uuid, String>) -> Markup {
    let places = places(&around.nodes);
    let name = desk.text("head-network");
    let view = view(&places);
    html! {
        svg.graph viewBox=(view) role="group" aria-label=(name) {
            g aria-hidden="true" { @for edge in &around.edges { (line(edge, &places, labels)) } }
            @for node in &around.nodes { (point(node, &places)) }
        }
    }
}

/// As much of the picture as is drawn on, with room for names.
fn view(places: &Places) -> String {
    let span = |of: fn(&(f64, f64)) -> f64, margin: f64, least: f64| {
        let (low, high) = places
            .values()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        let length = (high - low + 2.0 * margin).max(least);
        ((low + high - length) / 2.0, length)
    };
    let (x, width) = span(|place| place.0, 95.0, 560.0);
    let (y, height) = span(|place| place.1, 50.0, 380.0);
    let [x, y, width, height] = [x, y, width, height].map(rounded);
    format!("{x} {y} {width} {height}")
}

/// The middle, then the near ones evenly, then the far ones each in the sector of whom they hang on.
fn places(nodes: &[Node]) -> Places {
    let mut angles: HashMap<Uuid, f64> = HashMap::new();
    let near: Vec<&Node> = nodes.iter().filter(|node| node.ring == 1).collect();
    let count = number(near.len()).max(1.0);
    for (place, node) in near.iter().enumerate() {
        angles.insert(node.known.id, TAU * number(place) / count - PI / 2.0);
    }
    let far: Vec<&Node> = nodes.iter().filter(|node| node.ring == 2).collect();
    for node in &near {
        let own: Vec<&&Node> = far.iter().filter(|each| each.by == node.known.id).collect();
        let middle = angles.get(&node.known.id).copied().unwrap_or_default();
        let room = (TAU / count * 0.9).min(PI * 0.9);
        for (place, each) in own.iter().enumerate() {
            let share = (number(place) + 0.5) / number(own.len()) - 0.5;
            angles.insert(each.known.id, middle + share * room);
        }
    }
    nodes
        .iter()
        .map(|node| {
            let angle = angles.get(&node.known.id).copied().unwrap_or_default();
            let (wide, high) = RINGS.get(usize::from(node.ring)).copied().unwrap_or_default();
            (node.known.id, (WIDTH / 2.0 + wide * angle.cos(), HEIGHT / 2.0 + high * angle.sin()))
        })
        .collect()
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

fn line(edge: &Edge, places: &Places, labels: &HashMap<Uuid, String>) -> Markup {
    let (Some(from), Some(to)) = (places.get(&edge.from), places.get(&edge.to)) else {
        return html! {};
    };
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(rounded);
    let label = labels.get(&edge.kind).map(String::as_str).unwrap_or_default();
    html! {
        line.graph-line.graph-past[edge.is_past] x1=(x1) y1=(y1) x2=(x2) y2=(y2) { title { (label) } }
        @if is_long(*from, *to) && touches_middle(*from, *to) {
            text.graph-label x=(rounded((from.0 + to.0) / 2.0)) y=(rounded((from.1 + to.1) / 2.0 - 4.0)) { (label) }
        }
    }
}

/// Short lines have no room for words.
fn is_long(from: (f64, f64), to: (f64, f64)) -> bool {
    (from.0 - to.0).hypot(from.1 - to.1) > 140.0
}

fn touches_middle(from: (f64, f64), to: (f64, f64)) -> bool {
    let is_middle = |place: (f64, f64)| (place.0 - WIDTH / 2.0).hypot(place.1 - HEIGHT / 2.0) < 1.0;
    is_middle(from) || is_middle(to)
}

fn point(node: &Node, places: &Places) -> Markup {
    let Some((x, y)) = places.get(&node.known.id).copied() else {
        return html! {};
    };
    let radius = match node.ring {
        0 => 20.0,
        1 => 13.0,
        _ => 8.0,
    };
    let is_company = node.known.kind == Some(PartyKind::Organization);
    let class = format!("graph-node graph-ring-{}", node.ring);
    html! {
        a href=(party_href(node.known.kind, node.known.id)) class=(class) {
            title { (node.known.name) @if !node.known.job_title.is_empty() { " · " (node.known.job_title) } }
            @if is_company {
                rect x=(rounded(x - radius)) y=(rounded(y - radius)) width=(rounded(2.0 * radius)) height=(rounded(2.0 * radius)) rx="4" {}
            } @else {
                circle cx=(rounded(x)) cy=(rounded(y)) r=(rounded(radius)) {}
            }
            text x=(rounded(x)) y=(rounded(y + radius + 15.0)) { (short(&node.known.name)) }
        }
    }
}

fn rounded(value: f64) -> String {
    format!("{value:.1}")
}

fn short(name: &str) -> String {
    if name.chars().count() <= NAME_LENGTH {
        return name.to_owned();
    }
    let head: String = name.chars().take(NAME_LENGTH - 1).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ties::Known;

    fn node(number: u128, ring: u8, by: u128) -> Node {
        let known = Known {
            id: Uuid::from_u128(number),
            kind: None,
            name: format!("Party {number}"),
            job_title: String::new(),
            next_step_on: None,
        };
        Node { known, ring, by: Uuid::from_u128(by) }
    }

    #[test]
    fn everybody_has_a_place_of_their_own_inside_the_picture() {
        let mut nodes = vec![node(1, 0, 1)];
        nodes.extend((2..10).map(|number| node(number, 1, 1)));
        nodes.extend((10..40).map(|number| node(number, 2, 2 + number % 8)));
        let places = places(&nodes);
        assert_eq!(places.len(), nodes.len());
        let mut seen = std::collections::HashSet::new();
        for (x, y) in places.values() {
            assert!((0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y), "{x} {y}");
            assert!(seen.insert((rounded(*x), rounded(*y))), "two at {x} {y}");
        }
    }

    #[test]
    fn long_names_are_cut_at_a_character() {
        assert_eq!(short("张伟"), "张伟");
        assert_eq!(short("Compañía Internacional de Mecanizado").chars().count(), NAME_LENGTH);
    }
}
