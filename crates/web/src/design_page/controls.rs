//! Buttons, fields and choices.

use maud::{Markup, html};

use crate::components::Dialog;
use crate::components::{
    Address, AddressPart, Button, ButtonKind, Choice, Combobox, Entries, Entry, Field, FileDrop,
    IconButton, LinkButton, Menu, MenuItem, Money, NumberRange, Span, TagsInput, address, button,
    checkbox, checkbox_group, combobox, date, datetime, dialog, dialog_opener, duration, email,
    entries, file_drop, form_grid, icon_button, link_button, menu, money, number, password, phone,
    radio_group, select, switch, tags, text, textarea, time, tooltip, url,
};

pub(super) fn sections(theme: &str) -> Markup {
    html! {
        section { h2 { "Buttons" } (buttons(theme)) }
        section { h2 { "Fields" } div.form { (form_grid(&fields(theme))) } }
        section { h2 { "Choices" } div.form { (form_grid(&choices(theme))) } }
        section { h2 { "Lists inside forms" } div.form { (form_grid(&lists(theme))) } }
    }
}

fn buttons(theme: &str) -> Markup {
    let menu_id = format!("{theme}-menu");
    let dialog_id = format!("{theme}-dialog");
    let tip_id = format!("{theme}-tip");
    html! {
        div.row {
            (button(&Button { label: "Save", kind: ButtonKind::Primary, ..Button::default() }))
            (button(&Button { label: "Cancel", ..Button::default() }))
            (button(&Button { label: "Skip", kind: ButtonKind::Quiet, ..Button::default() }))
            (button(&Button { label: "Erase for ever", kind: ButtonKind::Danger, icon: Some("trash"), ..Button::default() }))
            (button(&Button { label: "Log a call", icon: Some("call"), ..Button::default() }))
            (button(&Button { label: "Saving", kind: ButtonKind::Primary, busy: true, ..Button::default() }))
            (button(&Button { label: "Merge", disabled: Some("Choose two records first"), ..Button::default() }))
            (link_button(&LinkButton { href: "/design", label: "Import", icon: Some("upload"), ..LinkButton::default() }))
            (icon_button(&IconButton { icon: "star", label: "Favourite", pressed: Some(false), ..IconButton::default() }))
            (icon_button(&IconButton { icon: "star-full", label: "Favourite", pressed: Some(true), ..IconButton::default() }))
            (button(&Button { label: "More", opens: Some(&menu_id), ..Button::default() }))
            (menu(&Menu { id: &menu_id, label: "More", items: MENU }))
            (dialog_opener(&dialog_id, "Open a dialog", ButtonKind::Plain, None))
            (dialog(&Dialog { id: &dialog_id, title: "Change the owner", close: "Close", body: Some(html! { p { "One record changes hands." } }), open: false }))
            (tooltip(&tip_id, &html! { button.btn type="button" aria-describedby=(tip_id) { "With a tip" } }, "From the web form, 3 May 2026"))
        }
    }
}

const MENU: &[MenuItem<'static>] = &[
    MenuItem { label: "Share", icon: Some("share"), href: Some("/design"), key: Some("s"), ..ITEM },
    MenuItem { label: "Compact rows", href: Some("/design"), current: true, ..ITEM },
    MenuItem {
        label: "Move to trash",
        icon: Some("trash"),
        post: Some(("/design", "sample")),
        danger: true,
        divided: true,
        ..ITEM
    },
];
const ITEM: MenuItem<'static> = MenuItem {
    label: "",
    icon: None,
    href: None,
    post: None,
    submits: None,
    key: None,
    current: false,
    danger: false,
    confirm: None,
    divided: false,
    hx: crate::components::Hx {
        get: None,
        post: None,
        target: None,
        swap: None,
        select: None,
        push: false,
    },
};

fn fields(theme: &str) -> Markup {
    let id = |name: &str| format!("{theme}-{name}");
    let currencies = [choice("EUR", true), choice("USD", false), choice("CNY", false)];
    html! {
        (text(&Field { name: &id("name"), label: "Full name", value: "Ana García López", required: true, autocomplete: Some("name"), ..Field::default() }))
        (email(&Field { name: &id("email"), label: "E-mail", value: "ana@garcia", error: Some("This address has no domain. Write it like ana@garcia.es."), ..Field::default() }))
        (phone(&Field { name: &id("phone"), label: "Phone", placeholder: Some("+34 600 000 000"), help: Some("National numbers are read as Spanish."), ..Field::default() }))
        (url(&Field { name: &id("site"), label: "Web site", placeholder: Some("garcia.es"), ..Field::default() }))
        (number(&Field { name: &id("employees"), label: "Employees", value: "240", ..Field::default() }, &NumberRange { unit: None, whole: true }))
        (number(&Field { name: &id("discount"), label: "Discount", value: "12.5", ..Field::default() }, &NumberRange { unit: Some("%"), whole: false }))
        (money(&Field { name: &id("revenue"), label: "Yearly revenue", value: "1,250,000.00", ..Field::default() },
            &Money { currency_name: &id("currency"), currency_label: "Currency", currencies: &currencies }))
        (password(&Field { name: &id("password"), label: "Password", autocomplete: Some("new-password"), ..Field::default() }))
        (date(&Field { name: &id("born"), label: "Born on", value: "1984-05-03", span: Span::Third, ..Field::default() }))
        (datetime(&Field { name: &id("at"), label: "Begins at", value: "2026-11-23T09:30", span: Span::Third, ..Field::default() }))
        (time(&Field { name: &id("until"), label: "Until", value: "10:15", span: Span::Third, ..Field::default() }))
        (duration(&Field { name: &id("lasts"), label: "Lasts", value: "1 h 30", span: Span::Third, ..Field::default() }))
        (text(&Field { name: &id("number"), label: "Number", value: "C-1042", read_only: true, help: Some("Given by Rapport."), span: Span::Third, ..Field::default() }))
        (tags(&Field { name: &id("tags"), label: "Tags", value: "vip, trade fair 2026", ..Field::default() }, &TagsInput { known: &["vip", "dealer"], remove: "Remove" }))
        (combobox(&Field { name: &id("company"), label: "Company", value: "2", ..Field::default() }, &Combobox { url: "/options", shown: "Talleres Ibáñez e Hijos, S.L.", clear: "Clear" }))
        (textarea(&Field { name: &id("note"), label: "Note", max_length: Some(500), placeholder: Some("What should the next person know?"), span: Span::Full, ..Field::default() }, 3))
        (file_drop(&Field { name: &id("file"), label: "File", span: Span::Full, ..Field::default() }, &FileDrop { accept: Some(".csv"), multiple: false, invitation: "Drop a CSV file here, or choose one" }))
    }
}

fn choices(theme: &str) -> Markup {
    let id = |name: &str| format!("{theme}-{name}");
    let stages = [choice("", false), choice("Prospect", true), choice("Customer", false)];
    let channels = [choice("E-mail", true), choice("Phone", false), choice("Letter", false)];
    let modes = [
        Choice {
            value: "create",
            label: "Create only",
            help: Some("Rows that match a record are left alone."),
            selected: false,
        },
        Choice {
            value: "both",
            label: "Create and update",
            help: Some("Rows that match a record change it."),
            selected: true,
        },
    ];
    html! {
        (select(&Field { name: &id("stage"), label: "Lifecycle", ..Field::default() }, &stages))
        (select(&Field { name: &id("role"), label: "Role", error: Some("Choose a role."), ..Field::default() }, &stages))
        (checkbox_group(&Field { name: &id("channel"), label: "May be reached by", ..Field::default() }, &channels))
        (radio_group(&Field { name: &id("mode"), label: "Import", ..Field::default() }, &modes))
        (checkbox(&Field { name: &id("primary"), label: "Primary contact", ..Field::default() }, true))
        (switch(&Field { name: &id("digest"), label: "Daily summary by e-mail", help: Some("At eight in your time zone."), ..Field::default() }, true))
        (switch(&Field { name: &id("sound"), label: "Sound", ..Field::default() }, false))
    }
}

fn lists(theme: &str) -> Markup {
    let id = |name: &str| format!("{theme}-{name}");
    let kinds = [choice("Work", true), choice("Home", false)];
    let rows = [
        Entry { id: "1", value: "ana@garcia.es", kind: "Work", primary: true, error: None },
        Entry {
            id: "2",
            value: "ana.garcia",
            kind: "Home",
            primary: false,
            error: Some("This is not an e-mail address."),
        },
    ];
    let line = |name: &'static str, label, value, span| AddressPart {
        name,
        label,
        value,
        span,
        ..AddressPart::default()
    };
    let parts = if theme == "light" {
        [
            line("light-street", "Street", "Calle de Alcalá 42", Span::Full),
            line("light-code", "Postal code", "28014", Span::Third),
            line("light-city", "City", "Madrid", Span::Rest),
        ]
    } else {
        [
            line("dark-region", "Province", "广东省", Span::Third),
            line("dark-city", "City", "深圳市", Span::Third),
            line("dark-street", "Street", "南山区科技园路1号", Span::Full),
        ]
    };
    let countries = [choice("Spain", theme == "light"), choice("China", theme == "dark")];
    html! {
        (entries(&Field { name: &id("emails"), label: "E-mails", span: Span::Full, ..Field::default() }, &Entries {
            rows: &rows, kinds: &kinds, input: "email", value_label: "E-mail", kind_label: "Type", primary: "Primary", add: "Add e-mail", remove: "Remove",
        }))
        (address(&Field { id: &id("address"), label: "Address", span: Span::Full, ..Field::default() }, &Address {
            parts: &parts, country_name: &id("country"), country_label: "Country", countries: &countries,
        }))
    }
}

fn choice(label: &str, selected: bool) -> Choice<'_> {
    Choice {
        value: label, label: if label.is_empty() { "–" } else { label }, help: None, selected
    }
}
