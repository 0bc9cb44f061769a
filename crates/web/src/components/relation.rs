//! Who and what a record is tied to: three of a kind, and the way to all.

use maud::{Markup, html};

use super::{Avatar, avatar, icon};

/// One tied record.
#[derive(Clone, Debug, Default)]
pub struct Relation<'a> {
    /// Where it opens.
    pub href: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it is to this record ("Purchasing manager").
    pub role: Option<&'a str>,
    /// At the right: an amount, a mark, a date.
    pub end: Option<Markup>,
    /// Whether it is a company.
    pub organization: bool,
    /// Symbol instead of an avatar, for what has no face.
    pub icon: Option<&'a str>,
}

/// Ties of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct RelationCard<'a> {
    /// Id of the card.
    pub id: &'a str,
    /// Heading.
    pub title: &'a str,
    /// How many there are, as text.
    pub count: Option<&'a str>,
    /// The first few.
    pub rows: &'a [Relation<'a>],
    /// What is said when there are none.
    pub none: &'a str,
    /// Where one is added, with its words ("Add person").
    pub add: Option<(&'a str, &'a str)>,
    /// Where they all are, with its words ("All 14").
    pub all: Option<(&'a str, &'a str)>,
}

/// Draws the card.
#[must_use]
pub fn relation_card(c: &RelationCard) -> Markup {
    html! {
        section.card.relations id=(c.id) aria-labelledby={ (c.id) "-title" } {
            header.card-head {
                h2 id={ (c.id) "-title" } { (c.title) @if let Some(count) = c.count { " " span.count { (count) } } }
                @if let Some((href, label)) = c.add { a.icon-btn href=(href) title=(label) aria-label=(label) { (icon("plus", None)) } }
            }
            @if c.rows.is_empty() { p.none { (c.none) } } @else { ul { @for r in c.rows { li { (line(r)) } } } }
            @if let Some((href, label)) = c.all { a.more-link href=(href) { (label) } }
        }
    }
}

fn line(r: &Relation) -> Markup {
    html! {
        @if let Some(name) = r.icon { span.relation-icon { (icon(name, None)) } }
        @else { (avatar(&Avatar { name: r.title, organization: r.organization, ..Avatar::default() })) }
        span.relation-text {
            a href=(r.href) { (r.title) }
            @if let Some(role) = r.role { span.relation-role { (role) } }
        }
        @if let Some(end) = &r.end { span.relation-end { (end) } }
    }
}
