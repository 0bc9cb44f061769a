//! The bar at the top: search, palette, create, bell, account. Nothing else.

use maud::{Markup, html};

use super::{
    Avatar, AvatarSize, Menu, MenuItem, NavItem, Shell, avatar, hidden, icon, initials, menu,
    menu_items, shell::brand,
};

pub(super) fn topbar(s: &Shell) -> Markup {
    let w = s.words;
    html! {
        header.top {
            a.brand href="/" aria-label=(w.product) { (brand(w.product)) }
            form.top-search role="search" aria-label=(w.search) action="/search" method="get" {
                (icon("search", None))
                input type="search" name="q" aria-label=(w.search) placeholder=(w.search) data-key="/" autocomplete="off" enterkeyhint="search";
                kbd aria-hidden="true" { "/" }
            }
            a.btn.btn-quiet.top-palette href="/palette" data-key="ctrl+k" data-open="palette" title=(w.palette) {
                (icon("palette", None)) span.sr { (w.palette) } kbd aria-hidden="true" { "Ctrl K" }
            }
            div.top-end {
                button.btn.top-create type="button" popovertarget="create-menu" title=(w.create) { (icon("plus", None)) span { (w.create) } }
                (menu(&Menu { id: "create-menu", label: w.create, items: &lines(s.create) }))
                a.icon-btn.bell href="/notifications" title=(w.notifications) aria-label={ (w.notifications) @if s.bell_count > 0 { ": " (s.bell_count) } } {
                    (icon("bell", None))
                    @if s.bell_count > 0 { span.bell-count aria-hidden="true" { @if s.bell_count > 99 { "99+" } @else { (s.bell_count) } } }
                }
                button.account type="button" popovertarget="account-menu" aria-label={ (initials(s.user_name)) ", " (w.account) } title=(s.user_name) {
                    (avatar(&Avatar { name: s.user_name, image: s.user_image, size: AvatarSize::Medium, organization: false }))
                }
                (account_menu(s))
            }
        }
    }
}

fn account_menu(s: &Shell) -> Markup {
    let w = s.words;
    html! {
        div.menu.account-menu id="account-menu" popover role="group" aria-label=(w.account) {
            p.menu-head { (s.user_name) }
            (menu_items(&lines(s.account)))
            (theme_form(s))
            ul {
                li { button.menu-item.js type="button" data-open="keys" data-key="?" { (icon("help", None)) span { (w.shortcuts) } (super::menu::keys("?")) } }
                li.divided {
                    form method="post" action="/sign-out" {
                        (hidden("csrf", s.csrf))
                        button.menu-item type="submit" { (icon("sign-out", None)) span { (w.sign_out) } }
                    }
                }
            }
        }
    }
}

/// Posts `theme` to `/preferences`; the script shows it at once.
fn theme_form(s: &Shell) -> Markup {
    let w = s.words;
    let themes = [
        ("system", w.theme_system, "system"),
        ("light", w.theme_light, "sun"),
        ("dark", w.theme_dark, "moon"),
    ];
    html! {
        form.theme method="post" action="/preferences" data-theme-form aria-label=(w.theme) {
            (hidden("csrf", s.csrf))
            @for (key, label, symbol) in themes {
                button type="submit" name="theme" value=(key) aria-pressed=(if s.theme.unwrap_or("system") == key { "true" } else { "false" }) title=(label) {
                    (icon(symbol, None)) span { (label) }
                }
            }
        }
    }
}

fn lines<'a>(items: &[NavItem<'a>]) -> Vec<MenuItem<'a>> {
    items
        .iter()
        .map(|item| MenuItem {
            label: item.label,
            icon: Some(item.icon),
            href: Some(item.href),
            key: item.key,
            ..MenuItem::default()
        })
        .collect()
}
