//! Small charts drawn by the server as SVG, with their figures as text.

use std::fmt::Write;

use maud::{Markup, html};

/// One bar.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bar<'a> {
    /// What it counts.
    pub label: &'a str,
    /// The figure, formatted.
    pub figure: &'a str,
    /// Its length, 0 to 100.
    pub percent: u8,
    /// The list behind it.
    pub href: Option<&'a str>,
}

/// Bars with direct labels; it is a table, so nothing is lost without eyes.
#[must_use]
pub fn bars(caption: &str, items: &[Bar]) -> Markup {
    html! {
        table.bars {
            caption { (caption) }
            tbody {
                @for b in items {
                    tr {
                        th scope="row" { @if let Some(href) = b.href { a.quiet-link href=(href) { (b.label) } } @else { (b.label) } }
                        td.bar-cell { svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" { rect width=(b.percent.max(1)) height="8" rx="1" {} } }
                        td.num { (b.figure) }
                    }
                }
            }
        }
    }
}

/// A line without axes; `label` says what it shows, with its first and last figure.
#[must_use]
pub fn spark(label: &str, percents: &[u8]) -> Markup {
    let mut points = String::new();
    let step =
        100.0 / f64::from(u32::try_from(percents.len().saturating_sub(1)).unwrap_or(1).max(1));
    let mut x = 0.0;
    for percent in percents {
        // Writing to a string cannot fail.
        let _ = write!(points, "{x:.1},{} ", 26 - u32::from(*percent.min(&100)) * 24 / 100);
        x += step;
    }
    html! { svg.spark role="img" aria-label=(label) viewBox="0 0 100 28" preserveAspectRatio="none" { polyline points=(points.trim_end()) {} } }
}
