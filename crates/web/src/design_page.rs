//! The living page `/design`: every component in its states, in light and in dark.
//!
//! Its words are samples for whoever builds Rapport, not text of the product, so they stay here
//! and not in the catalogues.

mod controls;
mod pieces;
mod tables;

use maud::{Markup, html};

use crate::components::{NavItem, PageHead, Shell, ShellWords, page as shell_page, page_head};

/// The whole page, in the sample shell.
#[must_use]
pub fn page() -> Markup {
    shell_page(&sample_shell("Design", "/design"), &body())
}

/// A shell filled with samples.
#[must_use]
pub fn sample_shell<'a>(title: &'a str, path: &'a str) -> Shell<'a> {
    Shell {
        lang: "en",
        theme: None,
        density: None,
        shortcuts_off: false,
        rail_folded: false,
        title,
        current_path: path,
        csrf: "sample",
        user_name: "Lucía Ferrer",
        user_image: None,
        nav: NAV,
        bottom: 4,
        favourites: FAVOURITES,
        recents: RECENTS,
        create: CREATE,
        account: ACCOUNT,
        bell_count: 3,
        peek: None,
        toasts: None,
        words: &WORDS,
    }
}

fn body() -> Markup {
    html! {
        (page_head(&PageHead { title: "Design", note: Some("Quiet Ledger, every component in its states"), ..PageHead::default() }))
        @for theme in ["light", "dark"] {
            div.design data-theme=(theme) {
                section aria-label={ "Colours, " (theme) } { h2 { "Colours, " (theme) } (swatches()) }
                (controls::sections(theme))
                (pieces::sections(theme))
                (tables::sections(theme))
            }
        }
    }
}

fn swatches() -> Markup {
    html! {
        ul.swatches {
            @for name in ["slate", "red", "amber", "lime", "green", "teal", "sky", "indigo", "plum", "rose"] {
                li class={ "tag-" (name) } { (name) }
            }
        }
    }
}

const fn go(
    href: &'static str,
    label: &'static str,
    icon: &'static str,
    key: Option<&'static str>,
) -> NavItem<'static> {
    NavItem { href, label, icon, key, count: None }
}

const fn work(
    href: &'static str,
    label: &'static str,
    icon: &'static str,
    key: &'static str,
    count: &'static str,
) -> NavItem<'static> {
    NavItem { href, label, icon, key: Some(key), count: Some(count) }
}

const NAV: &[NavItem<'static>] = &[
    go("/", "Home", "home", Some("g h")),
    go("/people", "People", "people", Some("g p")),
    go("/companies", "Companies", "building", Some("g c")),
    work("/activities", "Tasks", "task", "g t", "7"),
    go("/lists", "Lists", "list", None),
    go("/design", "Design", "view", None),
];
const FAVOURITES: &[NavItem<'static>] = &[
    go("/people?view=madrid", "Madrid buyers", "view", None),
    go("/companies/2", "Talleres Ibáñez e Hijos, S.L.", "building", None),
];
const RECENTS: &[NavItem<'static>] =
    &[go("/people/1", "Ana García López", "person", None), go("/people/3", "张伟", "person", None)];
const CREATE: &[NavItem<'static>] = &[
    go("/people/new", "New person", "person", Some("c p")),
    go("/companies/new", "New company", "building", Some("c c")),
    go("/activities/new", "New task", "task", Some("c t")),
];
const ACCOUNT: &[NavItem<'static>] = &[
    go("/settings/profile", "Your profile", "user", None),
    go("/settings", "Settings", "settings", Some("g s")),
    go("/trash", "Trash", "trash", None),
];

/// The shell's words in English.
const WORDS: ShellWords<'static> = ShellWords {
    product: "Rapport",
    skip: "Skip to content",
    navigation: "Main",
    favourites: "Favourites",
    recents: "Recent",
    fold: "Fold the side bar",
    more: "More",
    search: "Search",
    palette: "Commands",
    palette_hint: "Type a command or a name",
    palette_go: "Go to",
    palette_do: "Do",
    nothing_found: "Nothing found",
    create: "Create",
    notifications: "Notifications",
    account: "account menu",
    profile: "Your profile",
    settings: "Settings",
    shortcuts: "Keyboard shortcuts",
    theme: "Theme",
    theme_system: "System",
    theme_light: "Light",
    theme_dark: "Dark",
    sign_out: "Sign out",
    close: "Close",
    messages: "Messages",
    peek: "Side panel",
    next_row: "Next row",
    previous_row: "Previous row",
    select_row: "Select row",
    offline: "Not saved: no connection. Your text is kept here.",
    failed: "That did not work. Nothing was changed.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_obeys_the_strict_policy() {
        let html = page().into_string();
        for forbidden in [" style=", " onclick=", "hx-on", "\"js:", "<script>"] {
            assert!(
                !html.contains(forbidden),
                "{forbidden} is refused by the content security policy"
            );
        }
    }

    #[test]
    fn no_id_is_used_twice() {
        let html = page().into_string();
        let mut ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let twice: Vec<_> = ids.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
