//! Ways with several steps: a wizard, and the stages of a record.

use maud::{Markup, html};

use super::{hidden, icon};

/// Where a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    Done,
    Current,
    #[default]
    Ahead,
}

/// One step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step<'a> {
    /// Words.
    pub label: &'a str,
    /// Where it is, when one may go there; the value it sets in a [`stepper`].
    pub href: Option<&'a str>,
    /// Where it stands.
    pub state: StepState,
}

/// The steps of a wizard; `label` names them.
#[must_use]
pub fn steps(label: &str, items: &[Step]) -> Markup {
    html! {
        nav.steps aria-label=(label) {
            ol {
                @for (index, s) in items.iter().enumerate() {
                    li class=(class(s.state)) aria-current=[(s.state == StepState::Current).then_some("step")] {
                        span.step-number aria-hidden="true" {
                            @if s.state == StepState::Done { (icon("check", None)) } @else { (index.saturating_add(1)) }
                        }
                        @if let Some(href) = s.href { a href=(href) { (s.label) } } @else { span { (s.label) } }
                    }
                }
            }
        }
    }
}

/// The stages of a record: a click moves it. Each button posts `name` = its `href`.
#[must_use]
pub fn stepper(label: &str, action: &str, csrf: &str, name: &str, items: &[Step]) -> Markup {
    html! {
        form.stepper method="post" action=(action) aria-label=(label) {
            (hidden("csrf", csrf))
            @for s in items {
                button class=(class(s.state)) type="submit" name=(name) value=[s.href] aria-current=[(s.state == StepState::Current).then_some("step")] { (s.label) }
            }
        }
    }
}

fn class(state: StepState) -> &'static str {
    match state {
        StepState::Done => "step step-done",
        StepState::Current => "step step-now",
        StepState::Ahead => "step",
    }
}
