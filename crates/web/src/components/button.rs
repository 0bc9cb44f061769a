//! Things to press: buttons, links that look like buttons, and icon buttons.

use maud::{Markup, html};

use super::{Hx, icon};

/// How loudly a button asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one main action of a page or dialog.
    Primary,
    /// Everything else.
    #[default]
    Plain,
    /// No border until pointed at.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Plain => "btn",
            Self::Quiet => "btn btn-quiet",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A `<button>`; it submits its form unless `opens` or `hx` says otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub struct Button<'a> {
    /// Words on it.
    pub label: &'a str,
    /// How loudly it asks.
    pub kind: ButtonKind,
    /// Symbol before the words.
    pub icon: Option<&'a str>,
    /// Shortcut, such as `l` or `g p`.
    pub key: Option<&'a str>,
    /// Name sent with the form.
    pub name: Option<&'a str>,
    /// Value sent with the form.
    pub value: Option<&'a str>,
    /// Id of the form it belongs to, when it stands outside.
    pub form: Option<&'a str>,
    /// Another address for the form.
    pub action: Option<&'a str>,
    /// Why it cannot be used now.
    pub disabled: Option<&'a str>,
    /// Whether its work is under way.
    pub busy: bool,
    /// Id of the menu it opens.
    pub opens: Option<&'a str>,
    /// Question asked first; only for what cannot be undone.
    pub confirm: Option<&'a str>,
    /// What htmx does.
    pub hx: Hx<'a>,
}

/// A button with words.
#[must_use]
pub fn button(b: &Button) -> Markup {
    let submits = b.disabled.is_none() && b.opens.is_none() && b.hx.get.is_none();
    html! {
        button class=(b.kind.class()) type=(if submits { "submit" } else { "button" })
            name=[b.name] value=[b.value] form=[b.form] formaction=[b.action]
            data-key=[b.key] aria-keyshortcuts=[b.key.map(keyshortcut)] popovertarget=[b.opens] data-confirm=[b.confirm]
            aria-disabled=[b.disabled.map(|_| "true")] title=[b.disabled] aria-busy=[b.busy.then_some("true")]
            hx-get=[b.hx.get] hx-post=[b.hx.post] hx-target=[b.hx.target] hx-swap=[b.hx.swap]
            hx-select=[b.hx.select] hx-push-url=[b.hx.push_url()] {
            @if let Some(name) = b.icon { (icon(name, None)) }
            span { (b.label) }
            @if b.opens.is_some() { (icon("chevron-down", None)) }
        }
    }
}

/// The main button of a form.
#[must_use]
pub fn submit(label: &str) -> Markup {
    button(&Button { label, kind: ButtonKind::Primary, ..Button::default() })
}

/// A link that looks like a button.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkButton<'a> {
    /// Where it goes.
    pub href: &'a str,
    /// Words on it.
    pub label: &'a str,
    /// How loudly it asks.
    pub kind: ButtonKind,
    /// Symbol before the words.
    pub icon: Option<&'a str>,
    /// Shortcut, such as `l` or `g p`.
    pub key: Option<&'a str>,
    /// What htmx does.
    pub hx: Hx<'a>,
}

/// A link that looks like a button.
#[must_use]
pub fn link_button(b: &LinkButton) -> Markup {
    html! {
        a class=(b.kind.class()) href=(b.href) data-key=[b.key] aria-keyshortcuts=[b.key.map(keyshortcut)]
            hx-get=[b.hx.get] hx-post=[b.hx.post] hx-target=[b.hx.target] hx-swap=[b.hx.swap]
            hx-select=[b.hx.select] hx-push-url=[b.hx.push_url()] {
            @if let Some(name) = b.icon { (icon(name, None)) }
            span { (b.label) }
        }
    }
}

/// A symbol to press; `label` is its name for everyone who does not see it, and its tooltip.
#[derive(Clone, Copy, Debug, Default)]
pub struct IconButton<'a> {
    /// Symbol.
    pub icon: &'a str,
    /// Name and tooltip.
    pub label: &'a str,
    /// Makes it a link.
    pub href: Option<&'a str>,
    /// Shortcut.
    pub key: Option<&'a str>,
    /// Id of the menu it opens.
    pub opens: Option<&'a str>,
    /// Id of the form it belongs to.
    pub form: Option<&'a str>,
    /// Name sent with the form.
    pub name: Option<&'a str>,
    /// Value sent with the form.
    pub value: Option<&'a str>,
    /// On or off, for a toggle such as the star.
    pub pressed: Option<bool>,
    /// What htmx does.
    pub hx: Hx<'a>,
}

/// A button that is only a symbol, 28 pixels square (48 by touch).
#[must_use]
pub fn icon_button(b: &IconButton) -> Markup {
    let pressed = b.pressed.map(|on| if on { "true" } else { "false" });
    html! {
        @if let Some(href) = b.href {
            a.icon-btn href=(href) title=(b.label) aria-label=(b.label)
                data-key=[b.key] aria-keyshortcuts=[b.key.map(keyshortcut)] hx-get=[b.hx.get]
                hx-target=[b.hx.target] hx-swap=[b.hx.swap] hx-push-url=[b.hx.push_url()] { (icon(b.icon, None)) }
        } @else {
            button.icon-btn type=(if b.opens.is_some() || b.hx.get.is_some() { "button" } else { "submit" })
                title=(b.label) aria-label=(b.label) aria-pressed=[pressed] popovertarget=[b.opens]
                form=[b.form] name=[b.name] value=[b.value] data-key=[b.key] aria-keyshortcuts=[b.key.map(keyshortcut)]
                hx-get=[b.hx.get] hx-post=[b.hx.post] hx-target=[b.hx.target] hx-swap=[b.hx.swap] { (icon(b.icon, None)) }
        }
    }
}

/// `g p` as browsers announce it: `G P`.
pub(super) fn keyshortcut(key: &str) -> String {
    key.replace("ctrl+", "Control+").to_uppercase().replace("CONTROL", "Control")
}
