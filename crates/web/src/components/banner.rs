//! A sentence across the page that must not be missed.

use maud::{Markup, html};

use super::icon;

/// What a message is about, beyond its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Ok,
    Warn,
    Danger,
}

impl Tone {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Danger => "danger",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Neutral | Self::Info => "info",
            Self::Ok => "check",
            Self::Warn => "warning",
            Self::Danger => "alert",
        }
    }
}

/// A message in the flow of the page.
#[derive(Clone, Debug, Default)]
pub struct Banner<'a> {
    /// What it is about; warnings and dangers are announced at once.
    pub tone: Tone,
    /// The sentence.
    pub text: &'a str,
    /// Links or buttons that offer a way on.
    pub actions: Option<Markup>,
}

/// Draws a banner.
#[must_use]
pub fn banner(b: &Banner) -> Markup {
    let role = if matches!(b.tone, Tone::Warn | Tone::Danger) { "alert" } else { "status" };
    html! {
        div class={ "banner banner-" (b.tone.key()) } role=(role) {
            (icon(b.tone.icon(), None))
            p { (b.text) }
            @if let Some(actions) = &b.actions { div.banner-actions { (actions) } }
        }
    }
}
