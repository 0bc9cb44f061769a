//! What is known of a record: labels and values, each edited in its place.

use maud::{Markup, html};

use super::{Button, ButtonKind, Hx, button, form, form::Form, icon};

/// One label and its value.
#[derive(Clone, Debug, Default)]
pub struct Fact<'a> {
    /// Id of the element; the answer of editing replaces it.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// Its value; nothing when empty.
    pub value: Option<Markup>,
    /// Page that edits it without script, and fragment that edits it in place with it.
    pub edit: Option<(&'a str, &'a str)>,
    /// Whether the value has links of its own; then a pencil edits it.
    pub linked: bool,
    /// Source and last change, shown on pointing and focus.
    pub hint: Option<&'a str>,
    /// Why it cannot be changed.
    pub locked: Option<&'a str>,
}

/// Facts under a heading, the empty ones folded.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactCard<'a> {
    /// Id of the card.
    pub id: &'a str,
    /// Heading.
    pub title: &'a str,
    /// Facts with a value.
    pub facts: &'a [Fact<'a>],
    /// Facts without one.
    pub empty: &'a [Fact<'a>],
    /// Words of the fold ("12 empty fields").
    pub empty_label: &'a str,
    /// Word for editing ("Edit").
    pub edit: &'a str,
    /// Page that edits them all.
    pub edit_href: Option<&'a str>,
}

/// Draws the card.
#[must_use]
pub fn fact_card(c: &FactCard) -> Markup {
    html! {
        section.card.facts id=(c.id) aria-labelledby={ (c.id) "-title" } {
            header.card-head {
                h2 id={ (c.id) "-title" } { (c.title) }
                @if let Some(href) = c.edit_href { a.icon-btn href=(href) title=(c.edit) aria-label={ (c.edit) ": " (c.title) } { (icon("edit", None)) } }
            }
            @if !c.facts.is_empty() { dl { @for f in c.facts { (fact(f, c.edit)) } } }
            @if !c.empty.is_empty() {
                details.facts-empty {
                    summary { (icon("chevron-right", None)) (c.empty_label) }
                    dl { @for f in c.empty { (fact(f, c.edit)) } }
                }
            }
        }
    }
}

/// One fact; also the answer after saving it.
#[must_use]
pub fn fact(f: &Fact, edit_word: &str) -> Markup {
    let tip = f.hint.or(f.locked).map(|_| format!("{}-tip", f.id));
    html! {
        div.fact.has-tip[tip.is_some()] id=(f.id) {
            dt { (f.label) @if f.locked.is_some() { (icon("lock", None)) } }
            dd { (value(f, edit_word, tip.as_deref())) }
            @if let Some(hint) = f.locked.or(f.hint) { span.tip id=[tip.as_deref()] role="tooltip" { (hint) } }
        }
    }
}

fn value(f: &Fact, edit_word: &str, tip: Option<&str>) -> Markup {
    let target = format!("#{}", f.id);
    let shown = html! { @if let Some(value) = &f.value { (value) } @else { span.nothing { "–" } } };
    html! {
        @match f.edit {
            Some((page, fragment)) if !f.linked => {
                a.fact-value href=(page) hx-get=(fragment) hx-target=(target) hx-swap="outerHTML" aria-describedby=[tip] {
                    (shown) span.sr { ", " (edit_word) }
                }
            },
            Some((page, fragment)) => {
                span.fact-value { (shown) }
                a.icon-btn.fact-edit href=(page) hx-get=(fragment) hx-target=(target) hx-swap="outerHTML" title=(edit_word)
                    aria-label={ (edit_word) ": " (f.label) } aria-describedby=[tip] { (icon("edit", None)) }
            },
            None => { span.fact-value tabindex=[tip.map(|_| "0")] aria-describedby=[tip] { (shown) } },
        }
    }
}

/// A fact while it is edited.
#[derive(Clone, Debug, Default)]
pub struct FactEditor<'a> {
    /// Id of the fact; the answer replaces it.
    pub id: &'a str,
    /// Its label.
    pub label: &'a str,
    /// Where the value is posted; answers the fact (200) or this editor again (422).
    pub action: &'a str,
    /// Address of the fact as it was, for Esc and Cancel.
    pub cancel: &'a str,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// Version of the record.
    pub version: &'a str,
    /// The control, `bare` and with `autofocus`.
    pub control: Markup,
    /// Word for saving.
    pub save: &'a str,
    /// Word for leaving it.
    pub cancel_label: &'a str,
}

/// Draws the editor in the place of the fact: Enter saves, Esc restores.
#[must_use]
pub fn fact_editor(e: &FactEditor) -> Markup {
    let target = format!("#{}", e.id);
    let hx = Hx {
        post: Some(e.action),
        target: Some(&target),
        swap: Some("outerHTML"),
        ..Hx::default()
    };
    let form_id = format!("{}-form", e.id);
    let whole = Form {
        id: &form_id,
        action: e.action,
        csrf: e.csrf,
        version: Some(e.version),
        files: false,
        hx,
    };
    let back =
        Hx { get: Some(e.cancel), target: Some(&target), swap: Some("outerHTML"), ..Hx::default() };
    html! {
        div.fact.fact-editing id=(e.id) {
            dt { (e.label) }
            dd {
                (form(&whole, &html! {
                    (e.control)
                    div.fact-actions {
                        (button(&Button { label: e.save, kind: ButtonKind::Primary, ..Button::default() }))
                        (button(&Button { label: e.cancel_label, kind: ButtonKind::Quiet, hx: back, ..Button::default() }))
                    }
                }))
            }
        }
    }
}
