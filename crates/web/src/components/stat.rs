//! A figure with what it means.

use maud::{Markup, html};

use super::Tone;

/// One figure.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stat<'a> {
    /// What it counts.
    pub label: &'a str,
    /// The figure, formatted.
    pub value: &'a str,
    /// How it moved, in words ("3 more than last week").
    pub delta: Option<(&'a str, Tone)>,
    /// The list behind it.
    pub href: Option<&'a str>,
}

/// Draws the figure.
#[must_use]
pub fn stat(s: &Stat) -> Markup {
    html! {
        div.stat {
            span.stat-label { (s.label) }
            @if let Some(href) = s.href { a.stat-value href=(href) { (s.value) } } @else { span.stat-value { (s.value) } }
            @if let Some((words, tone)) = s.delta { span class={ "stat-delta tone-" (tone.key()) } { (words) } }
        }
    }
}
