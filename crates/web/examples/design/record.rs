//! A person with facts, story and relations; its form; its side panel; and a home page.

use crate::shown;
use axum::response::Html;
use axum::{extract::Path, http::StatusCode};
use maud::{Markup, html};
use web::{
    components::{
        Avatar, Button, ButtonKind, Choice, Composer, Entries, Entry, Fact, FactCard, FactEditor,
        Field, Form, IconButton, LinkButton, Mark, Menu, MenuItem, PageHead, RecordHead, Relation,
        RelationCard, Span, Stat, Summary, Tab, TagColour, TagsInput, TimelineItem, Tone, avatar,
        button, composer, entries, error_summary, fact as fact_part, fact_card, fact_editor,
        form as form_part, form_actions, form_section, home_columns, icon_button, link_button,
        mark, mark_with_text, menu, narrow_page, page as shell_page, page_head, peek as peek_part,
        record_head, record_page, relation_card, select, stat, status, submit, tag, tags, text,
        textarea, timeline, timeline_item,
    },
    design_page::sample_shell,
};

pub(crate) async fn page(Path(_): Path<String>) -> Html<String> {
    shown(shell_page(
        &sample_shell("Ana García López", "/people/1"),
        &record_page(&head(), &facts(), &story(), &relations()),
    ))
}

fn head() -> Markup {
    record_head(&RecordHead {
        icon: None,
        name: "Ana García López",
        meta: Some(html! {
            span { "Purchasing manager at " a href="/companies/2" { "Talleres Ibáñez e Hijos, S.L." } }
            (status(Tone::Ok, "Customer")) (mark_with_text(Mark::Late, "Send the offer, 3 days late"))
            span.muted { "Owner: Lucía Ferrer" }
        }),
        actions: Some(html! {
            (link_button(&LinkButton { href: "?compose=call", label: "Log", icon: Some("call"), key: Some("l"), ..LinkButton::default() }))
            (link_button(&LinkButton { href: "mailto:ana@talleresibanez.es", label: "E-mail", icon: Some("mail"), key: Some("e"), ..LinkButton::default() }))
            (link_button(&LinkButton { href: "?compose=task", label: "Task", icon: Some("task"), key: Some("t"), ..LinkButton::default() }))
            (icon_button(&IconButton { icon: "more", label: "More actions", opens: Some("record-menu"), key: Some("."), ..IconButton::default() }))
            (menu(&Menu { id: "record-menu", label: "More actions", items: &[
                MenuItem { label: "Edit", icon: Some("edit"), href: Some("/people/1/edit"), ..MenuItem::default() },
                MenuItem { label: "Merge", icon: Some("merge"), href: Some("/people/1/merge"), ..MenuItem::default() },
                MenuItem { label: "Who changed this?", icon: Some("history"), href: Some("/people/1/history"), ..MenuItem::default() },
                MenuItem { label: "Move to trash", icon: Some("trash"), post: Some(("/people/1/trash", "sample")), danger: true, divided: true, ..MenuItem::default() },
            ] }))
        }),
        ..RecordHead::default()
    })
}

fn facts() -> Markup {
    let edit = Some(("/people/1/edit#phone", "/people/1/fields/phone/edit"));
    let fact =
        |id, label, value: Markup| Fact { id, label, value: Some(value), edit, ..Fact::default() };
    html! {
        (fact_card(&FactCard { id: "contact", title: "Contact", empty: &[Fact { id: "fact-site", label: "Web site", edit, ..Fact::default() }], empty_label: "1 empty field", edit: "Edit", edit_href: Some("/people/1/edit"), facts: &[
            Fact { linked: true, ..fact("fact-email", "E-mail", html! { ul { li { a href="mailto:ana@x.es" { "ana.garcia@talleresibanez.es" } } li { a href="mailto:a@x.es" { "ana@garcia.es" } } } }) },
            Fact { hint: Some("From the web form, 3 May 2026"), ..fact("fact-phone", "Phone", html! { "+34 600 123 456" }) },
            fact("fact-channel", "Prefers", html! { "E-mail" }),
            fact("fact-consent", "Do not", html! { (tag(TagColour::Red, "call")) }),
        ] }))
        (fact_card(&FactCard { id: "identity", title: "Identity", empty: &[], empty_label: "", edit: "Edit", edit_href: None, facts: &[
            fact("fact-given", "Given name", html! { "Ana" }),
            fact("fact-family", "Family name", html! { "García" }),
            fact("fact-family2", "Second family name", html! { "López" }),
            fact("fact-lang", "Language", html! { "Spanish" }),
            Fact { edit: None, locked: Some("Given by Rapport, never changed"), ..fact("fact-number", "Number", html! { "P-1042" }) },
        ] }))
        (fact_card(&FactCard { id: "address", title: "Address", empty: &[], empty_label: "", edit: "Edit", edit_href: None, facts: &[
            fact("fact-address", "Work", html! { "Polígono Malpica, calle F 42" br; "50016 Zaragoza" br; "Spain" }),
        ] }))
    }
}

fn story() -> Markup {
    let tab = |label, icon, key, current| Tab {
        label,
        href: "?compose=x",
        icon: Some(icon),
        key: Some(key),
        current,
        count: None,
    };
    html! {
        (composer(&Composer { label: "Write down", tabs: &[tab("Note", "note", "n", true), tab("Call", "call", "l", false), tab("Meeting", "meeting", "v", false), tab("Task", "task", "t", false), tab("E-mail", "mail", "e", false)],
            body: Some(html! { form method="post" action="/people/1" { (textarea(&Field { name: "note", label: "Note", bare: true, placeholder: Some("What happened? What comes next?"), ..Field::default() }, 3)) (form_actions(&submit("Add note"))) } }) }))
        (timeline("planned", "Planned", &[
            TimelineItem { id: "m1", done: Some(("/activities/1/done", "sample", "Mark done")), ..moment("task", "task", html! { "Send the offer for two lathes" }, "20 November", Some((Mark::Late, "3 days late"))) },
            TimelineItem { id: "m2", done: Some(("/activities/2/done", "sample", "Mark done")), ..moment("visit", "visit", html! { "Visit the plant in Zaragoza" }, "12 December, 10:00", Some((Mark::Planned, "Planned"))) },
        ], &html! {}))
        (timeline("done", "Done", &[
            TimelineItem { id: "m3", body: Some(html! { p { "She has the budget for two machines, wants delivery before the summer, and asks for a training day in Valencia. Compare with the offer of 2024." } }), meta: Some(html! { span { "With Ana García, 张伟" } span { "Outcome: interested" } }), ..moment("call", "call", html! { "Call about the new line" }, "Yesterday, 11:30", None) },
            TimelineItem { id: "m4", ..moment("change", "history", html! { "Luis changed 3 fields" }, "18 November", None) },
            TimelineItem { id: "m5", body: Some(html! { p { "Prefers mail over phone. Never on Fridays." } }), pinned: true, actions: Some(icon_button(&IconButton { icon: "pin", label: "Unpin", pressed: Some(true), ..IconButton::default() })), ..moment("note", "note", html! { "Note" }, "3 November", None) },
            TimelineItem { id: "m6", meta: Some(html! { span { "To ana.garcia@talleresibanez.es" } }), ..moment("mail", "mail", html! { a href="/activities/6" { "Your inquiry about CNC lathes" } }, "2 October", None) },
        ], &html! { li { a.btn.btn-s href="?before=m6" { "30 older" } } }))
    }
}

fn moment<'a>(
    kind: &'a str,
    icon: &'a str,
    title: Markup,
    when: &'a str,
    mark: Option<(Mark, &'a str)>,
) -> TimelineItem<'a> {
    TimelineItem {
        kind,
        icon,
        title: Some(title),
        when,
        datetime: "2026-11-20",
        author: Some("Lucía Ferrer"),
        mark,
        ..TimelineItem::default()
    }
}

pub(crate) fn done_item(id: &str) -> Markup {
    timeline_item(&TimelineItem {
        id,
        ..moment("task", "check", html! { "Send the offer for two lathes" }, "Now", None)
    })
}

fn relations() -> Markup {
    let company = [Relation {
        href: "/companies/2",
        title: "Talleres Ibáñez e Hijos, S.L.",
        role: Some("Purchasing manager since 2021"),
        organization: true,
        ..Relation::default()
    }];
    let people = [
        Relation {
            href: "/people/10",
            title: "Carmen Ruiz-Giménez",
            role: Some("Reports to"),
            ..Relation::default()
        },
        Relation {
            href: "/people/3",
            title: "张伟",
            role: Some("Introduced by"),
            end: Some(html! { (mark(Mark::Today, "Today")) }),
            ..Relation::default()
        },
    ];
    let files = [Relation {
        href: "/files/1",
        title: "Offer 2024-118.pdf",
        role: Some("412 kB · 3 May"),
        icon: Some("file"),
        ..Relation::default()
    }];
    let base = RelationCard { none: "None yet.", ..RelationCard::default() };
    html! {
        (relation_card(&RelationCard { id: "rel-company", title: "Company", rows: &company, add: Some(("/x", "Add company")), ..base }))
        (relation_card(&RelationCard { id: "rel-people", title: "People", count: Some("14"), rows: &people, add: Some(("/x", "Add person")), all: Some(("/x", "All 14")), ..base }))
        (relation_card(&RelationCard { id: "rel-files", title: "Files", rows: &files, add: Some(("/x", "Add file")), ..base }))
        (relation_card(&RelationCard { id: "rel-cases", title: "Cases", add: Some(("/x", "Add case")), ..base }))
    }
}

pub(crate) async fn peek(Path(_): Path<String>) -> Html<String> {
    shown(peek_body())
}

pub(crate) fn peek_body() -> Markup {
    peek_part(
        "/people/1",
        "Ana García López",
        "Open",
        &html! {
            p.record-meta { (status(Tone::Ok, "Customer")) (mark_with_text(Mark::Late, "3 days late")) }
            (fact_card(&FactCard { id: "peek-contact", title: "Contact", empty: &[], empty_label: "", edit: "Edit", edit_href: None, facts: &[
                Fact { id: "peek-email", label: "E-mail", value: Some(html! { a href="mailto:ana@x.es" { "ana.garcia@talleresibanez.es" } }), ..Fact::default() },
                Fact { id: "peek-phone", label: "Phone", value: Some(html! { "+34 600 123 456" }), ..Fact::default() },
            ] }))
        },
    )
}

pub(crate) async fn fact(Path((_, _)): Path<(String, String)>) -> Html<String> {
    shown(phone_fact("+34 600 123 456"))
}

pub(crate) async fn edit_fact(Path((_, _)): Path<(String, String)>) -> Html<String> {
    shown(editor("+34 600 123 456", None))
}

pub(crate) async fn save_fact(
    Path((_, _)): Path<(String, String)>,
    body: String,
) -> (StatusCode, Html<String>) {
    if body.contains("value=12&") || body.ends_with("value=12") {
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            shown(editor("12", Some("A phone number needs at least six digits."))),
        );
    }
    (StatusCode::OK, shown(phone_fact("+34 611 000 000")))
}

fn phone_fact(value: &str) -> Markup {
    fact_part(
        &Fact {
            id: "fact-phone",
            label: "Phone",
            value: Some(html! { (value) }),
            edit: Some(("/people/1/edit#phone", "/people/1/fields/phone/edit")),
            ..Fact::default()
        },
        "Edit",
    )
}

fn editor(value: &str, error: Option<&str>) -> Markup {
    fact_editor(&FactEditor {
        id: "fact-phone",
        label: "Phone",
        action: "/people/1/fields/phone",
        cancel: "/people/1/fields/phone",
        csrf: "sample",
        version: "3",
        control: web::components::phone(&Field {
            name: "value",
            id: "phone-value",
            label: "Phone",
            value,
            error,
            bare: true,
            autofocus: true,
            ..Field::default()
        }),
        save: "Save",
        cancel_label: "Cancel",
    })
}

pub(crate) async fn form() -> Html<String> {
    shown(form_page(None))
}

pub(crate) async fn refused() -> (StatusCode, Html<String>) {
    (StatusCode::UNPROCESSABLE_ENTITY, shown(form_page(Some("Say the full name."))))
}

fn form_page(error: Option<&str>) -> Markup {
    let kinds = [
        Choice { value: "work", label: "Work", selected: true, help: None },
        Choice { value: "home", label: "Home", selected: false, help: None },
    ];
    let emails = [Entry {
        id: "e1",
        value: "ana.garcia@talleresibanez.es",
        kind: "work",
        primary: true,
        error: None,
    }];
    let field = |name, label, value| Field { name, label, value, ..Field::default() };
    let summary: Vec<_> = error.map(|text| Summary { control: "name", text }).into_iter().collect();
    let body = html! {
        (error_summary("One thing to put right", &summary))
        (form_section("Name", None, &html! {
            (text(&Field { required: true, error, span: Span::Full, autofocus: error.is_none(), ..field("name", "Full name", "Ana García López") }))
            (text(&Field { span: Span::Third, ..field("first_name", "Given name", "Ana") }))
            (text(&Field { span: Span::Third, ..field("last_name", "Family name", "García") }))
            (text(&Field { span: Span::Third, ..field("second_last_name", "Second family name", "López") }))
        }))
        (form_section("Contact", Some("The primary one is used when nothing else is said."), &html! {
            (entries(&Field { span: Span::Full, ..field("emails", "E-mails", "") }, &Entries { rows: &emails, kinds: &kinds, input: "email", value_label: "E-mail", kind_label: "Type", primary: "Primary", add: "Add e-mail", remove: "Remove" }))
            (web::components::combobox(&Field { placeholder: Some("Type a name"), ..field("organization", "Company", "1") }, &web::components::Combobox { url: "/options", shown: "Talleres Ibáñez e Hijos, S.L.", clear: "Clear" }))
            (select(&field("channel", "Preferred channel", ""), &kinds))
            (tags(&Field { span: Span::Full, ..field("tags", "Tags", "vip, trade fair 2026") }, &TagsInput { known: &["vip", "dealer"], remove: "Remove" }))
            (textarea(&Field { span: Span::Full, max_length: Some(2000), ..field("note", "Note", "") }, 4))
        }))
        (form_actions(&html! { (submit("Save")) (link_button(&LinkButton { href: "/people/1", label: "Cancel", ..LinkButton::default() })) }))
    };
    shell_page(
        &sample_shell("Edit Ana García López", "/people/1"),
        &narrow_page(&html! {
            (page_head(&PageHead { title: "Edit Ana García López", ..PageHead::default() }))
            (form_part(&Form { id: "person", action: "/people/1/edit", csrf: "sample", version: Some("3"), ..Form::default() }, &body))
        }),
    )
}

pub(crate) async fn home() -> Html<String> {
    let day = |title: &str, items: &[(&str, &str, &str, Mark)]| {
        html! {
            section.day {
                h2 { (title) " " span.count { (items.len()) } }
                ul { @for (what, who, when, kind) in items { li {
                    form method="post" action="/activities/1/done" { input type="hidden" name="csrf" value="sample"; button.done-box type="submit" aria-label={ "Mark done: " (what) } title="Mark done" { (web::components::icon("check", None)) } }
                    div.day-text { a href="/people/1" { (what) } small { (who) } }
                    (mark_with_text(*kind, when))
                } } }
            }
        }
    };
    shown(shell_page(
        &sample_shell("My day", "/"),
        &html! {
            (page_head(&PageHead { title: "Monday, 23 November", note: Some("7 things to do"), actions: Some(button(&Button { label: "New task", kind: ButtonKind::Plain, icon: Some("plus"), ..Button::default() })), ..PageHead::default() }))
            (home_columns(&html! {
                (day("Late", &[("Send the offer for two lathes", "Ana García López · Talleres Ibáñez", "3 days late", Mark::Late), ("Training day", "Rodrigo Sepúlveda · Maestranza Sepúlveda", "5 days late", Mark::Late)]))
                (day("Today", &[("Call back about the spindle", "张伟 · 深圳市精密机械有限公司", "11:30", Mark::Today), ("Confirm delivery", "Guadalupe Hernández de la Torre · Fresados Monterrey", "Today", Mark::Today)]))
                (day("Nothing planned", &[("Carmen Ruiz-Giménez", "Customer, last activity 54 days ago", "Plan a step", Mark::None)]))
            }, &html! {
                div.stats { (stat(&Stat { label: "Customers", value: "1,204", delta: Some(("12 new this month", Tone::Ok)), href: Some("/people") })) (stat(&Stat { label: "Quiet for 90 days", value: "37", delta: None, href: Some("/people") })) }
                p { (avatar(&Avatar { name: "Lucía Ferrer", ..Avatar::default() })) " Lucía Ferrer" }
            }))
        },
    ))
}
