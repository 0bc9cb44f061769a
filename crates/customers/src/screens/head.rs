//! The head of a party's page: who it is, what it is to us, what comes next, and what can be done
//! at once.

use kernel::access::Act;
use maud::{Markup, html};
use web::components::{
    Banner, Button, ButtonKind, IconButton, LinkButton, Menu, MenuItem, RecordHead, Tone, banner,
    button, icon_button, link_button, mark_with_text, menu, record_head, status, tag,
};
use web::screens::shown::record_href;

use super::desk::{Desk, colour_of, party_href};
use super::party::Whole;
use crate::objects::PartyKind;

/// The head of the page.
pub fn head(desk: Desk<'_>, whole: &Whole) -> Markup {
    let image = photo_href(whole);
    record_head(&RecordHead {
        name: &whole.party.name,
        icon: None,
        organization: whole.kind() == PartyKind::Organization,
        image: image.as_deref(),
        meta: Some(summary(desk, whole)),
        actions: Some(actions(desk, whole)),
        below: Some(banners(desk, whole)),
    })
}

/// Where the picture is, when there is one. Its id is part of the address, so that a new picture
/// is a new address.
pub fn photo_href(whole: &Whole) -> Option<String> {
    let photo = whole.party.photo.0?;
    Some(format!("/parties/{}/photo/{photo}", whole.id()))
}

/// Roles, stage, place of work, next step, owner.
pub fn summary(desk: Desk<'_>, whole: &Whole) -> Markup {
    let party = &whole.party;
    let catalog = desk.app.catalog();
    let company = party.organization.0.and_then(|id| {
        let name = whole.loaded.titles.get("party", id)?;
        Some((
            record_href(&catalog, "party", id)
                .map(|_| party_href(Some(PartyKind::Organization), id))?,
            name,
        ))
    });
    let owner =
        whole.loaded.record.envelope.owner.and_then(|id| whole.loaded.titles.get("user", id));
    let (mark, words) = desk.mark(party.next_step_on);
    let step = next_step(whole);
    html! {
        @if !party.job_title.is_empty() { span { (party.job_title.0) } }
        @if let Some((href, name)) = &company { a href=(href) { (name) } }
        @for role in &party.roles.0 { (tag(colour_of(*role), &desk.label(*role))) }
        @if let Some(stage) = party.lifecycle.0 { (status(Tone::Neutral, &desk.label(stage))) }
        @match &step {
            Some((href, title)) => { a.next-step href=(href) title=(title) { (mark_with_text(mark, &words)) } }
            None => { (mark_with_text(mark, &words)) }
        }
        @for (flag, key) in contact_flags(whole) { @if flag { (status(Tone::Warn, &desk.text(key))) } }
        @if let Some(owner) = owner { span { (desk.frame.with("head-owner", &[("name", owner.into())])) } }
    }
}

fn contact_flags(whole: &Whole) -> [(bool, &'static str); 4] {
    let party = &whole.party;
    [
        (party.do_not_call, "field-do-not-call"),
        (party.do_not_email, "field-do-not-email"),
        (party.do_not_message, "field-do-not-message"),
        (party.do_not_mail, "field-do-not-mail"),
    ]
}

fn next_step(whole: &Whole) -> Option<(String, String)> {
    let id = whole.party.next_step.0?;
    let title = whole.loaded.titles.get("activity", id)?;
    Some((format!("/activities/{id}"), title.to_owned()))
}

/// Call, write, plan; and behind the dots what is rarer.
fn actions(desk: Desk<'_>, whole: &Whole) -> Markup {
    let party = &whole.party;
    let (call, write, task) =
        (desk.text("head-call"), desk.text("head-email"), desk.text("head-task"));
    let telephone = format!("tel:{}", party.phone.0);
    let mail = format!("mailto:{}", party.email.0);
    let plan = format!("{}?write=task#composer", whole.href());
    html! {
        @if !party.phone.is_empty() && !party.do_not_call {
            (link_button(&LinkButton { href: &telephone, label: &call, icon: Some("call"), ..LinkButton::default() }))
        }
        @if !party.email.is_empty() && !party.do_not_email {
            (link_button(&LinkButton { href: &mail, label: &write, icon: Some("mail"), ..LinkButton::default() }))
        }
        (link_button(&LinkButton { href: &plan, label: &task, icon: Some("task"), ..LinkButton::default() }))
        (network(desk, whole))
        (more(desk, whole))
    }
}

/// The way to the picture of whom they are tied to.
fn network(desk: Desk<'_>, whole: &Whole) -> Markup {
    let label = desk.text("head-network");
    let href = format!("{}/network", whole.href());
    icon_button(&IconButton {
        icon: "network",
        label: &label,
        href: Some(&href),
        ..IconButton::default()
    })
}

fn more(desk: Desk<'_>, whole: &Whole) -> Markup {
    let href = whole.href();
    let record = &whole.loaded.record;
    let may = |act| desk.may("party", act, record);
    let words = [
        "edit",
        "head-network",
        "record-history",
        "head-transfer",
        "head-photo",
        "delete",
        "more-actions",
    ]
    .map(|key| desk.text(key));
    let [edit, network, history, transfer, photo, delete, label] = &words;
    let addresses =
        ["edit", "history", "transfer", "photo", "delete"].map(|path| format!("{href}/{path}"));
    let [edit_href, history_href, transfer_href, photo_href, delete_href] = &addresses;
    let network_href = format!("{href}/network");
    let item = |label, href, icon| MenuItem {
        label,
        href: Some(href),
        icon: Some(icon),
        ..MenuItem::default()
    };
    let mut items = Vec::new();
    if may(Act::Edit) {
        items.push(MenuItem { key: Some("shift+e"), ..item(edit, edit_href, "edit") });
    }
    items.push(item(network, &network_href, "network"));
    items.push(item(history, history_href, "history"));
    if may(Act::Reassign) {
        items.push(item(transfer, transfer_href, "share"));
    }
    if may(Act::Edit) {
        items.push(item(photo, photo_href, "upload"));
    }
    if may(Act::Delete) {
        items.push(MenuItem {
            label: delete,
            icon: Some("trash"),
            post: Some((delete_href, desk.frame.csrf())),
            danger: true,
            divided: true,
            ..MenuItem::default()
        });
    }
    html! {
        (button(&Button { label, kind: ButtonKind::Quiet, icon: Some("more"), key: Some("."), opens: Some("record-menu"), ..Button::default() }))
        (menu(&Menu { id: "record-menu", label, items: &items }))
    }
}

/// Others that look the same, with the reason; and the company that the address speaks of.
fn banners(desk: Desk<'_>, whole: &Whole) -> Markup {
    html! {
        @for (alike, known) in whole.alike.iter().take(3) {
            @let reason = desk.text(alike.reason.key());
            @let text = desk.frame.with("alike-banner", &[("name", known.name.as_str().into()), ("reason", reason.into())]);
            @let open = desk.text("alike-open");
            @let href = party_href(known.kind, known.id);
            (banner(&Banner {
                tone: Tone::Warn,
                text: &text,
                actions: Some(link_button(&LinkButton { href: &href, label: &open, ..LinkButton::default() })),
            }))
        }
        @if let Some(company) = &whole.suggested {
            @if desk.may("party", Act::Edit, &whole.loaded.record) {
                @let text = desk.frame.with("company-suggested", &[("company", company.name.as_str().into())]);
                (banner(&Banner { tone: Tone::Info, text: &text, actions: Some(take_company(desk, whole, company.id)) }))
            }
        }
    }
}

fn take_company(desk: Desk<'_>, whole: &Whole, company: uuid::Uuid) -> Markup {
    let action = format!("/people/{}/employer", whole.id());
    let yes = desk.text("company-take");
    html! {
        form method="post" action=(action) {
            (web::components::hidden("csrf", desk.frame.csrf()))
            (web::components::hidden("organization", &company.to_string()))
            (button(&Button { label: &yes, ..Button::default() }))
        }
    }
}
