//! The rail at the left, and the bar at the bottom of a phone.

use maud::{Markup, html};

use super::{NavItem, Shell, icon, shell::brand};

pub(super) fn rail(s: &Shell) -> Markup {
    let w = s.words;
    html! {
        nav.rail id="rail" popover aria-label=(w.navigation) {
            a.brand href="/" aria-label=(w.product) { (brand(w.product)) }
            div.rail-scroll {
                ul { @for item in s.nav { li { (link(item, s.current_path)) } } }
                (group("rail-favourites", w.favourites, s.favourites, s.current_path))
                (group("rail-recents", w.recents, s.recents, s.current_path))
            }
            button.rail-fold.js type="button" data-fold-rail data-key="[" title=(w.fold) { (icon("fold", None)) span { (w.fold) } }
        }
    }
}

pub(super) fn bottom_bar(s: &Shell) -> Markup {
    html! {
        nav.bottom aria-label=(s.words.more) {
            @for item in s.nav.iter().take(s.bottom) { (bottom_link(item, s.current_path)) }
            button type="button" popovertarget="rail" { (icon("menu", None)) span { (s.words.more) } }
        }
    }
}

fn group(id: &str, title: &str, items: &[NavItem], path: &str) -> Markup {
    html! {
        @if !items.is_empty() {
            h2.rail-title id=(id) { (title) }
            ul aria-labelledby=(id) { @for item in items { li { (link(item, path)) } } }
        }
    }
}

fn link(item: &NavItem, path: &str) -> Markup {
    html! {
        a href=(item.href) data-key=[item.key] aria-current=[is_here(item.href, path).then_some("page")] title=(item.label) {
            (icon(item.icon, None))
            span.rail-label { (item.label) }
            @if let Some(count) = item.count { span.count { (count) } }
        }
    }
}

fn bottom_link(item: &NavItem, path: &str) -> Markup {
    html! {
        a href=(item.href) aria-current=[is_here(item.href, path).then_some("page")] {
            (icon(item.icon, None))
            span { (item.label) }
        }
    }
}

/// Whether the page at `path` belongs to the place at `href`.
fn is_here(href: &str, path: &str) -> bool {
    let deeper = path.strip_prefix(href).is_some_and(|rest| rest.starts_with(['/', '?']));
    path == href || (href != "/" && deeper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_lights_its_list_and_nothing_else() {
        assert!(is_here("/people", "/people/42"));
        assert!(is_here("/", "/"));
        assert!(!is_here("/", "/people"));
        assert!(!is_here("/people", "/people-lists"));
    }
}
