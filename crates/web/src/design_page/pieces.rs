//! Words with meaning, messages, facts, stories.

use maud::{Markup, html};

use crate::components::{
    Avatar, AvatarSize, Banner, Bar, Button, ButtonKind, Composer, Crumb, EmptyState, ErrorPage,
    Fact, FactCard, FactEditor, Field, JobProgress, Mark, Relation, RelationCard, Stat, Step,
    StepState, Tab, TagColour, TimelineItem, Toast, Tone, avatar, banner, bars, breadcrumb, button,
    composer, empty_state, error_page, fact_card, fact_editor, job_progress, mark_with_text, phone,
    relation_card, spark, stat, status, stepper, steps, submit, tag, textarea, timeline, toast,
};

pub(super) fn sections(theme: &str) -> Markup {
    html! {
        section { h2 { "Tags, statuses, marks, avatars" } (words()) }
        section { h2 { "Messages" } (messages()) }
        section { h2 { "Steps and progress" } (progress(theme)) }
        section { h2 { "Facts and relations" } div.pair { (facts(theme)) (relations(theme)) } }
        section { h2 { "Story" } (story(theme)) }
        section { h2 { "Figures" } (figures()) }
        section { h2 { "Nothing there, and errors" } div.pair { (nothing()) (error()) } }
    }
}

fn words() -> Markup {
    html! {
        div.row {
            (tag(TagColour::Teal, "vip")) (tag(TagColour::Amber, "trade fair 2026")) (tag(TagColour::Indigo, "经销商"))
            (status(Tone::Ok, "Customer")) (status(Tone::Info, "Prospect")) (status(Tone::Warn, "On hold")) (status(Tone::Danger, "Do not contact")) (status(Tone::Neutral, "Former"))
            (mark_with_text(Mark::Late, "3 days late")) (mark_with_text(Mark::Today, "Today")) (mark_with_text(Mark::Planned, "12 December")) (mark_with_text(Mark::None, "Nothing planned"))
            (avatar(&Avatar { name: "Ana García López", ..Avatar::default() }))
            (avatar(&Avatar { name: "张伟", size: AvatarSize::Medium, ..Avatar::default() }))
            (avatar(&Avatar { name: "Talleres Ibáñez", organization: true, size: AvatarSize::Large, ..Avatar::default() }))
        }
    }
}

fn messages() -> Markup {
    let all = [
        (Tone::Info, "Sample data is shown. It can be taken out in Settings."),
        (Tone::Ok, "1,204 people were imported."),
        (Tone::Warn, "This e-mail already belongs to Ana García."),
        (Tone::Danger, "Not saved: Luis changed the same field a minute ago."),
    ];
    html! {
        div.pair {
            div.options { @for (tone, words) in all { (banner(&Banner { tone, text: words, actions: (tone == Tone::Warn).then(|| html! { a href="/design" { "Open her" } }) })) } }
            (toast(&Toast { text: "Ana García moved to trash", undo: Some(("/undo/1", "Undo")), csrf: "sample", link: None, close: "Close" }))
        }
    }
}

fn progress(theme: &str) -> Markup {
    let step = |label, href, state| Step { label, href, state };
    let counts = [
        ("New", "1,204", Tone::Ok),
        ("Changed", "312", Tone::Info),
        ("Refused", "9", Tone::Danger),
    ];
    html! {
        (breadcrumb(&format!("You are here, {theme}"), &[Crumb { label: "Settings", href: Some("/settings") }, Crumb { label: "Import", href: None }]))
        br;
        (steps(&format!("Import, {theme}"), &[step("File", Some("/design"), StepState::Done), step("Columns", None, StepState::Current), step("Check", None, StepState::Ahead), step("Report", None, StepState::Ahead)]))
        br;
        (stepper(&format!("Stage, {theme}"), "/design", "sample", "stage", &[step("New", Some("new"), StepState::Done), step("Proposal", Some("proposal"), StepState::Current), step("Won", Some("won"), StepState::Ahead)]))
        br;
        (job_progress(&JobProgress { id: &format!("{theme}-job"), label: "Importing customers.csv", percent: Some(64), counts: &counts, poll: None,
            actions: Some(button(&Button { label: "Stop", ..Button::default() })) }))
    }
}

fn facts(theme: &str) -> Markup {
    let id = |name: &str| format!("{theme}-fact-{name}");
    let (email, lifecycle, number, born) = (id("email"), id("lifecycle"), id("number"), id("born"));
    let edit = Some(("/people/1/edit", "/people/1/fields/x/edit"));
    let known = [
        Fact {
            id: &email,
            label: "E-mail",
            value: Some(html! { a href="mailto:ana@garcia.es" { "ana@garcia.es" } }),
            edit,
            linked: true,
            ..Fact::default()
        },
        Fact {
            id: &lifecycle,
            label: "Lifecycle",
            value: Some(html! { "Customer" }),
            edit,
            hint: Some("Set by Luis, 3 May 2026"),
            ..Fact::default()
        },
        Fact {
            id: &number,
            label: "Number",
            value: Some(html! { "P-1042" }),
            locked: Some("Given by Rapport, never changed"),
            ..Fact::default()
        },
    ];
    let empty = [Fact { id: &born, label: "Born on", edit, ..Fact::default() }];
    let editor = id("phone");
    html! {
        div {
            (fact_card(&FactCard { id: &id("card"), title: if theme == "light" { "Contact" } else { "联系方式" }, facts: &known, empty: &empty, empty_label: "1 empty field", edit: "Edit", edit_href: Some("/people/1/edit") }))
            dl { (fact_editor(&FactEditor {
                id: &editor, label: "Phone", action: "/people/1/fields/phone", cancel: "/people/1/fields/phone", csrf: "sample", version: "3",
                control: phone(&Field { name: &id("phone-input"), value: "+34 600 123 456", label: "Phone", bare: true, ..Field::default() }),
                save: "Save", cancel_label: "Cancel",
            })) }
        }
    }
}

fn relations(theme: &str) -> Markup {
    let rows = [
        Relation {
            href: "/companies/2",
            title: "Talleres Ibáñez e Hijos, S.L.",
            role: Some("Purchasing manager"),
            organization: true,
            ..Relation::default()
        },
        Relation {
            href: "/people/3",
            title: "张伟",
            role: Some("Introduced by"),
            end: Some(html! { "2024" }),
            ..Relation::default()
        },
    ];
    relation_card(&RelationCard {
        id: &format!("{theme}-relations"),
        title: if theme == "light" { "Relations" } else { "Relaciones" },
        count: Some("14"),
        rows: &rows,
        none: "Nobody yet.",
        add: Some(("/design", "Add relation")),
        all: Some(("/design", "All 14")),
    })
}

fn story(theme: &str) -> Markup {
    let ids = ["m1", "m2", "m3"].map(|name| format!("{theme}-{name}"));
    let title = if theme == "light" { "Done" } else { "Hecho" };
    html! {
        @if theme == "light" { (write_down()) }
        (timeline(&format!("{theme}-story"), title, &moments(&ids), &html! {}))
    }
}

fn write_down() -> Markup {
    let tab = |label, icon, current| Tab {
        label,
        href: "?compose=x",
        icon: Some(icon),
        current,
        ..Tab::default()
    };
    let note = Field {
        name: "light-compose",
        label: "Note",
        bare: true,
        placeholder: Some("What happened?"),
        ..Field::default()
    };
    composer(&Composer {
        label: "Write down",
        tabs: &[tab("Note", "note", true), tab("Call", "call", false), tab("Task", "task", false)],
        body: Some(
            html! { form method="post" action="/design" { (textarea(&note, 3)) div.form-actions { (submit("Add note")) } } },
        ),
    })
}

fn moments([next, note, change]: &[String; 3]) -> [TimelineItem<'_>; 3] {
    [
        TimelineItem {
            id: next,
            icon: "task",
            kind: "task",
            title: Some(html! { "Send the offer for two lathes" }),
            author: Some("Lucía Ferrer"),
            datetime: "2026-11-20",
            when: "20 November",
            mark: Some((Mark::Late, "3 days late")),
            done: Some(("/activities/1/done", "sample", "Mark done")),
            ..TimelineItem::default()
        },
        TimelineItem {
            id: note,
            icon: "note",
            kind: "note",
            title: Some(html! { "Note" }),
            author: Some("张伟"),
            datetime: "2026-11-19T10:00",
            when: "19 November, 10:00",
            body: Some(
                html! { p { "Wants delivery before the summer. Asks for a training day in Valencia." } },
            ),
            meta: Some(html! { "With Ana García" }),
            ..TimelineItem::default()
        },
        TimelineItem {
            id: change,
            icon: "history",
            kind: "change",
            title: Some(html! { "Luis changed 3 fields" }),
            datetime: "2026-11-18",
            when: "18 November",
            ..TimelineItem::default()
        },
    ]
}

fn figures() -> Markup {
    html! {
        div.pair {
            div.stats {
                (stat(&Stat { label: "Late", value: "7", delta: Some(("3 more than last week", Tone::Danger)), href: Some("/design") }))
                (stat(&Stat { label: "Customers", value: "1,204", delta: Some(("12 new this month", Tone::Ok)), href: None }))
            }
            (bars("Customers by country", &[Bar { label: "Spain", figure: "512", percent: 100, href: Some("/design") }, Bar { label: "México", figure: "233", percent: 46, href: None }, Bar { label: "中国", figure: "98", percent: 19, href: None }]))
            (spark("Calls a week, from 4 to 31", &[10, 22, 18, 40, 64, 58, 90]))
        }
    }
}

fn nothing() -> Markup {
    empty_state(&EmptyState {
        icon: "people",
        title: "No people yet",
        text: Some("Everyone you sell to, buy from or work with belongs here."),
        actions: Some(
            html! { (button(&Button { label: "New person", kind: ButtonKind::Primary, ..Button::default() })) a href="/import" { "Import a file" } },
        ),
        example: None,
    })
}

fn error() -> Markup {
    let page = ErrorPage {
        title: "This page does not exist",
        text: "It was moved to trash, or the address has a mistake.",
        reasons: &[],
        request: Some(("Request", "01J9")),
        actions: Some(html! { a href="/" { "Home" } }),
    };
    error_page(&page)
}
