//! The frames of pages: lists, records, settings, narrow forms.

use maud::{Markup, html};

use super::{Avatar, AvatarSize, avatar, icon};

/// The head of a page.
#[derive(Clone, Debug, Default)]
pub struct PageHead<'a> {
    /// The `<h1>`.
    pub title: &'a str,
    /// Before the title: a breadcrumb.
    pub above: Option<Markup>,
    /// A sentence or a count after it.
    pub note: Option<&'a str>,
    /// At the right: buttons.
    pub actions: Option<Markup>,
}

/// Draws the head.
#[must_use]
pub fn page_head(h: &PageHead) -> Markup {
    html! {
        header.page-head {
            @if let Some(above) = &h.above { (above) }
            div.page-title { h1 { (h.title) } @if let Some(note) = h.note { p.page-note #page-note { (note) } } }
            @if let Some(actions) = &h.actions { div.page-actions { (actions) } }
        }
    }
}

/// A part of the page that its own links and forms refresh in place: they stay plain links and
/// forms, the server answers the whole page, and this part is taken from it. Links that leave
/// belong in an element with `hx-boost:inherited="false"`.
#[must_use]
pub fn region(id: &str, content: &Markup) -> Markup {
    html! {
        div.region id=(id) hx-boost:inherited="true" hx-target:inherited={ "#" (id) } hx-select:inherited={ "#" (id) }
            hx-swap:inherited="outerMorph show:none" { (content) }
    }
}

/// A list: head, views, then a region of toolbar, bulk bar, table and pager.
#[must_use]
pub fn list_page(
    head: &Markup,
    views: &Markup,
    bars: &Markup,
    table: &Markup,
    pager: &Markup,
) -> Markup {
    html! {
        div.list-page hx-select-oob:inherited="#page-note" {
            (head)
            (region("list", &html! {
                (views)
                div.list-bars { (bars) }
                div.list-body hx-boost:inherited="false" { (table) }
                (pager)
            }))
        }
    }
}

/// The head of a record.
#[derive(Clone, Debug, Default)]
pub struct RecordHead<'a> {
    /// Its name.
    pub name: &'a str,
    /// Symbol of what it is; without one it has an avatar.
    pub icon: Option<&'a str>,
    /// Whether it is a company.
    pub organization: bool,
    /// Address of its picture.
    pub image: Option<&'a str>,
    /// Under the name: what it is, status, mark, owner.
    pub meta: Option<Markup>,
    /// At the right: Log, E-mail, Task, more.
    pub actions: Option<Markup>,
    /// Below: the stepper of stages, a banner.
    pub below: Option<Markup>,
}

/// Draws the head of a record.
#[must_use]
pub fn record_head(h: &RecordHead) -> Markup {
    html! {
        header.record-head {
            @match h.icon {
                Some(symbol) => span.avatar.avatar-l.avatar-org.record-icon aria-hidden="true" { (icon(symbol, None)) },
                None => (avatar(&Avatar { name: h.name, image: h.image, organization: h.organization, size: AvatarSize::Large })),
            }
            div.record-title { h1 { (h.name) } @if let Some(meta) = &h.meta { div.record-meta { (meta) } } }
            @if let Some(actions) = &h.actions { div.page-actions { (actions) } }
            @if let Some(below) = &h.below { div.record-below { (below) } }
        }
    }
}

/// A record: head, facts at the left, story in the middle, relations at the right.
#[must_use]
pub fn record_page(head: &Markup, facts: &Markup, story: &Markup, relations: &Markup) -> Markup {
    html! {
        article.record {
            (head)
            div.record-columns {
                div.record-facts { (facts) }
                div.record-story { (story) }
                div.record-relations { (relations) }
            }
        }
    }
}

/// Settings: their own list at the left, the page at the right.
#[must_use]
pub fn settings_page(nav: &Markup, body: &Markup) -> Markup {
    html! { div.settings { div.settings-nav { (nav) } div.settings-body { (body) } } }
}

/// One column of reading width: forms, wizards, search.
#[must_use]
pub fn narrow_page(body: &Markup) -> Markup {
    html! { div.narrow { (body) } }
}

/// My day: what is to be done at the left, what is worth knowing at the right.
#[must_use]
pub fn home_columns(main: &Markup, side: &Markup) -> Markup {
    html! { div.home { div.home-main { (main) } div.home-side { (side) } } }
}
