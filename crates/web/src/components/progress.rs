//! How far a job is.

use maud::{Markup, html};

use super::Tone;

/// A bar with its words; without `percent` the end is not known.
#[must_use]
pub fn progress(label: &str, percent: Option<u8>) -> Markup {
    html! {
        div.progress {
            span.progress-label { (label) }
            progress max="100" value=[percent] aria-label=(label) {}
            @if let Some(percent) = percent { span.progress-figure { (percent) " %" } }
        }
    }
}

/// A job under way: an import, an export, a bulk edit.
#[derive(Clone, Debug, Default)]
pub struct JobProgress<'a> {
    /// Id of the element; the answer replaces it.
    pub id: &'a str,
    /// What it does now ("Checking rows").
    pub label: &'a str,
    /// How far, 0 to 100.
    pub percent: Option<u8>,
    /// Counts in words and figures ("New", "1,204", tone).
    pub counts: &'a [(&'a str, &'a str, Tone)],
    /// Address asked each second while it runs.
    pub poll: Option<&'a str>,
    /// Buttons: stop, report, undo.
    pub actions: Option<Markup>,
}

/// Draws the job; it asks for itself again until `poll` is left out.
#[must_use]
pub fn job_progress(j: &JobProgress) -> Markup {
    html! {
        section.job id=(j.id) hx-get=[j.poll] hx-trigger=[j.poll.map(|_| "every 1s")] hx-swap=[j.poll.map(|_| "outerMorph")] {
            (progress(j.label, j.percent))
            @if !j.counts.is_empty() {
                dl.job-counts { @for (label, figure, tone) in j.counts { div class={ "tone-" (tone.key()) } { dt { (label) } dd { (figure) } } } }
            }
            @if let Some(actions) = &j.actions { div.job-actions { (actions) } }
        }
    }
}
