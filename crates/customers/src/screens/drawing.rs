//! A neighbourhood as an inline SVG: the party in the middle, those tied to it around it, and
//! theirs around them. Every party is a link; the same is told as a list for those who do not see
//! the picture.

use std::collections::HashMap;
use std::f64::consts::{PI, TAU};

use maud::{Markup, html};
use uuid::Uuid;

use super::desk::{Desk, party_href};
use super::relations::encoded;
use crate::network::{Edge, Neighbourhood, Node};
use crate::objects::PartyKind;

/// The middle of the picture.
const MIDDLE: (f64, f64) = (500.0, 380.0);
/// Half-axes of the rings while names stand below their parties, and when there are so many that
/// names run outwards like rays.
const CALM: [(f64, f64); 3] = [(0.0, 0.0), (225.0, 165.0), (415.0, 320.0)];
const DENSE: [(f64, f64); 3] = [(0.0, 0.0), (160.0, 160.0), (320.0, 320.0)];
/// As many around the middle and around those leave room below each.
const CALM_COUNTS: (usize, usize) = (8, 10);
/// The least share of the circle for a party of the inner ring, in parties of the outer.
const LEAST_SHARE: usize = 3;
/// Characters of a name that find room.
const NAME_LENGTH: usize = 22;

/// Where something stands, and the direction in which it lies from the middle.
#[derive(Clone, Copy, Debug)]
struct Spot {
    x: f64,
    y: f64,
    degrees: f64,
}

/// Where everybody stands.
#[derive(Debug)]
struct Layout {
    is_dense: bool,
    spots: HashMap<Uuid, Spot>,
    /// At the end of whose parties it is said how many more there are.
    more: Vec<(Uuid, Spot)>,
}

/// The picture, and for small windows the same as a list.
pub fn draw(desk: Desk<'_>, around: &Neighbourhood, labels: &HashMap<Uuid, String>) -> Markup {
    let layout = Layout::of(around);
    let name = desk.text("head-network");
    html! {
        svg.graph viewBox=(layout.view()) role="group" aria-label=(name) {
            g aria-hidden="true" { @for edge in &around.edges { (line(edge, &layout, labels)) } }
            @for node in &around.nodes { (point(node, &layout)) }
            @for (hub, spot) in &layout.more { (more(desk, around, *hub, (*spot, layout.is_dense))) }
        }
        (super::branches::draw(desk, around, labels))
    }
}

/// The list of all ties of a party.
pub fn ties_href(id: Uuid) -> String {
    let either = format!("from eq \"{id}\" or to eq \"{id}\"");
    format!("/relationships?where={}", encoded(&either))
}

impl Layout {
    /// The middle, then the near ones, each with a share of the circle for those that hang on it.
    fn of(around: &Neighbourhood) -> Self {
        let ring = |ring| around.nodes.iter().filter(move |node: &&Node| node.ring == ring);
        let is_dense = ring(1).count() > CALM_COUNTS.0 || ring(2).count() > CALM_COUNTS.1;
        let mut layout = Self { is_dense, spots: HashMap::new(), more: Vec::new() };
        let middle = layout.spot(0, 0.0);
        layout.spots.extend(ring(0).map(|node| (node.known.id, middle)));
        let hubs: Vec<(Uuid, Vec<&Node>)> = ring(1)
            .map(|hub| (hub.known.id, ring(2).filter(|far| far.by == hub.known.id).collect()))
            .collect();
        let share = |(id, own): &(Uuid, Vec<&Node>)| {
            number((own.len() + usize::from(around.left_out.contains_key(id))).max(LEAST_SHARE))
        };
        let whole: f64 = hubs.iter().map(share).sum();
        let mut begin = -PI / 2.0 - TAU * hubs.first().map_or(0.0, share) / whole / 2.0;
        for hub in &hubs {
            let width = TAU * share(hub) / whole;
            layout.fan(around, hub, (begin + width / 2.0, (width * 0.92).min(PI * 0.9)));
            begin += width;
        }
        layout
    }

    /// One of the inner ring and those that hang on it, within an angle.
    fn fan(
        &mut self,
        around: &Neighbourhood,
        (id, own): &(Uuid, Vec<&Node>),
        (middle, width): (f64, f64),
    ) {
        self.spots.insert(*id, self.spot(1, middle));
        let has_more = around.left_out.contains_key(id);
        let slots = number(own.len() + usize::from(has_more));
        let at = |place: usize| middle + ((number(place) + 0.5) / slots - 0.5) * width;
        for (place, far) in own.iter().enumerate() {
            self.spots.insert(far.known.id, self.spot(2, at(place)));
        }
        if has_more {
            self.more.push((*id, self.spot(2, at(own.len()))));
        }
    }

    fn spot(&self, ring: usize, angle: f64) -> Spot {
        let rings = if self.is_dense { DENSE } else { CALM };
        let (wide, high) = rings.get(ring).copied().unwrap_or_default();
        let (x, y) = (wide * angle.cos(), high * angle.sin());
        Spot { x: MIDDLE.0 + x, y: MIDDLE.1 + y, degrees: y.atan2(x).to_degrees() }
    }

    /// As much of the picture as is drawn on, with room for names.
    fn view(&self) -> String {
        let drawn = || self.spots.values().chain(self.more.iter().map(|(_, spot)| spot));
        let span = |of: fn(&Spot) -> f64, margin: f64, least: f64| {
            let (low, high) = drawn()
                .map(of)
                .fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
            let length = (high - low + 2.0 * margin).max(least);
            ((low + high - length) / 2.0, length)
        };
        let (wide, high) = if self.is_dense { (172.0, 172.0) } else { (95.0, 50.0) };
        let (x, width) = span(|spot| spot.x, wide, 560.0);
        let (y, height) = span(|spot| spot.y, high, 380.0);
        let [x, y, width, height] = [x, y, width, height].map(rounded);
        format!("{x} {y} {width} {height}")
    }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(0.0, f64::from)
}

fn line(edge: &Edge, layout: &Layout, labels: &HashMap<Uuid, String>) -> Markup {
    let (Some(from), Some(to)) = (layout.spots.get(&edge.from), layout.spots.get(&edge.to)) else {
        return html! {};
    };
    let [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(rounded);
    let label = labels.get(&edge.kind).map(String::as_str).unwrap_or_default();
    let (x, y) = (f64::midpoint(from.x, to.x), f64::midpoint(from.y, to.y));
    // Along the line when lines are many.
    let turned = upright((to.y - from.y).atan2(to.x - from.x).to_degrees());
    let turn = layout.is_dense.then(|| rotation(turned, x, y));
    html! {
        line.graph-line.graph-past[edge.is_past] x1=(x1) y1=(y1) x2=(x2) y2=(y2) { title { (label) } }
        @if is_long(from, to) && (is_middle(from) || is_middle(to)) {
            text.graph-label x=(rounded(x)) y=(rounded(y - 4.0)) transform=[turn] { (label) }
        }
    }
}

/// Short lines have no room for words.
fn is_long(from: &Spot, to: &Spot) -> bool {
    (from.x - to.x).hypot(from.y - to.y) > 140.0
}

fn is_middle(spot: &Spot) -> bool {
    (spot.x - MIDDLE.0).hypot(spot.y - MIDDLE.1) < 1.0
}

/// The same line, so that its words do not stand on their heads.
fn upright(degrees: f64) -> f64 {
    if degrees.abs() > 90.0 { degrees - 180.0 } else { degrees }
}

fn rotation(degrees: f64, x: f64, y: f64) -> String {
    format!("rotate({} {} {})", rounded(degrees), rounded(x), rounded(y))
}

fn point(node: &Node, layout: &Layout) -> Markup {
    let Some(spot) = layout.spots.get(&node.known.id) else {
        return html! {};
    };
    let radius = match node.ring {
        0 => 20.0,
        1 => 13.0,
        _ => 8.0,
    };
    let is_company = node.known.kind == Some(PartyKind::Organization);
    let class = format!("graph-node graph-ring-{}", node.ring);
    let is_ray = layout.is_dense && node.ring > 0;
    html! {
        a href=(party_href(node.known.kind, node.known.id)) class=(class) {
            title { (node.known.name) @if !node.known.job_title.is_empty() { " · " (node.known.job_title) } }
            @if is_company {
                rect x=(rounded(spot.x - radius)) y=(rounded(spot.y - radius)) width=(rounded(2.0 * radius)) height=(rounded(2.0 * radius)) rx="4" {}
            } @else {
                circle cx=(rounded(spot.x)) cy=(rounded(spot.y)) r=(rounded(radius)) {}
            }
            (name(&short(&node.known.name), spot, (radius, is_ray)))
        }
    }
}

/// A name below its party, or running outwards from it.
fn name(name: &str, spot: &Spot, (radius, is_ray): (f64, bool)) -> Markup {
    if !is_ray {
        return html! { text x=(rounded(spot.x)) y=(rounded(spot.y + radius + 15.0)) { (name) } };
    }
    let is_left = spot.degrees.abs() > 90.0;
    let x = if is_left { spot.x - radius - 5.0 } else { spot.x + radius + 5.0 };
    let turn = rotation(upright(spot.degrees), spot.x, spot.y);
    let class = if is_left { "graph-end" } else { "graph-begin" };
    html! { text class=(class) x=(rounded(x)) y=(rounded(spot.y + 4.0)) transform=(turn) { (name) } }
}

/// How many more hang on somebody, and the way to their list.
fn more(
    desk: Desk<'_>,
    around: &Neighbourhood,
    hub: Uuid,
    (spot, is_dense): (Spot, bool),
) -> Markup {
    let count = around.left_out.get(&hub).copied().unwrap_or_default();
    let words = desk.frame.with("network-more", &[("count", count.into())]);
    html! {
        a.graph-node.graph-more href=(ties_href(hub)) { (name(&words, &spot, (0.0, is_dense))) }
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
        let count = nodes.len();
        let left_out = HashMap::from([(Uuid::from_u128(3), 38)]);
        let layout = Layout::of(&Neighbourhood { nodes, left_out, ..Neighbourhood::default() });
        assert_eq!((layout.spots.len(), layout.more.len()), (count, 1));
        let all: Vec<Spot> =
            layout.spots.into_values().chain(layout.more.into_iter().map(|more| more.1)).collect();
        for (place, one) in all.iter().enumerate() {
            for other in &all[..place] {
                let apart = (one.x - other.x).hypot(one.y - other.y);
                assert!(apart > 20.0, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn no_name_stands_on_its_head() {
        for degrees in [-179.0, -91.0, -45.0, 0.0, 90.0, 135.0, 180.0] {
            assert!(upright(degrees).to_radians().cos() > -1e-9, "{degrees}");
        }
    }

    #[test]
    fn long_names_are_cut_at_a_character() {
        assert_eq!(short("张伟"), "张伟");
        assert_eq!(short("Compañía Internacional de Mecanizado").chars().count(), NAME_LENGTH);
    }
}
