//! The story of a record, planned above done.

use maud::{Markup, html};

use super::{Avatar, AvatarSize, Mark, avatar, hidden, icon, mark};

/// One thing that happened, or will.
#[derive(Clone, Debug, Default)]
pub struct TimelineItem<'a> {
    /// Id of the element.
    pub id: &'a str,
    /// Symbol of its kind.
    pub icon: &'a str,
    /// Kind of activity as a CSS word: `note`, `call`, `task`, `mail`, `meeting`, `visit`, `change`, `system`.
    pub kind: &'a str,
    /// What it is: the subject, with links.
    pub title: Option<Markup>,
    /// Who did it.
    pub author: Option<&'a str>,
    /// When, for machines.
    pub datetime: &'a str,
    /// When, in words.
    pub when: &'a str,
    /// The text, already safe.
    pub body: Option<Markup>,
    /// Small words under it: participants, outcome, about whom.
    pub meta: Option<Markup>,
    /// Mark of a planned one, with its words.
    pub mark: Option<(Mark, &'a str)>,
    /// Address that marks it done, its token and its words, for a planned one.
    pub done: Option<(&'a str, &'a str, &'a str)>,
    /// Icon buttons at the right: edit, pin, more.
    pub actions: Option<Markup>,
    /// Whether it is pinned.
    pub pinned: bool,
}

/// Items under a heading ("Planned", "Done"); `more` is the link or the sentinel for older ones.
#[must_use]
pub fn timeline(id: &str, title: &str, items: &[TimelineItem], more: &Markup) -> Markup {
    html! {
        section.timeline aria-labelledby={ (id) "-title" } {
            h2.timeline-title id={ (id) "-title" } { (title) }
            ol id=(id) { @for i in items { (timeline_item(i)) } (more) }
        }
    }
}

/// One item; also the answer after changing it.
#[must_use]
pub fn timeline_item(i: &TimelineItem) -> Markup {
    html! {
        li class={ "moment moment-" (i.kind) @if i.pinned { " moment-pinned" } } id=(i.id) {
            span.moment-icon { (dot(i)) }
            div.moment-main {
                header {
                    @if let Some(title) = &i.title { h3 { (title) } }
                    p.moment-when {
                        @if let Some((kind, words)) = i.mark { (mark(kind, words)) }
                        time datetime=(i.datetime) { (i.when) }
                        @if let Some(author) = i.author { span.moment-author { (avatar(&Avatar { name: author, size: AvatarSize::Small, ..Avatar::default() })) (author) } }
                    }
                    @if let Some(actions) = &i.actions { div.moment-actions { (actions) } }
                }
                @if let Some(body) = &i.body { div.prose { (body) } }
                @if let Some(meta) = &i.meta { p.moment-meta { (meta) } }
            }
        }
    }
}

fn dot(i: &TimelineItem) -> Markup {
    html! {
        @if let Some((action, csrf, label)) = i.done {
            form method="post" action=(action) hx-post=(action) hx-target={ "#" (i.id) } hx-select={ "#" (i.id) } hx-swap="outerMorph" {
                (hidden("csrf", csrf))
                button.done-box type="submit" title=(label) aria-label=(label) { (icon("check", None)) }
            }
        } @else {
            (icon(i.icon, None))
        }
    }
}
