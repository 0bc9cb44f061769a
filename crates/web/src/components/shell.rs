//! The page around every page: rail, bars, panels, and the places where messages land.

use maud::{DOCTYPE, Markup, html};

use super::{palette::palette_dialog, rail, topbar};
use crate::assets;

/// One place to go.
#[derive(Clone, Copy, Debug, Default)]
pub struct NavItem<'a> {
    /// Where it goes.
    pub href: &'a str,
    /// Words.
    pub label: &'a str,
    /// Symbol before the words.
    pub icon: &'a str,
    /// Shortcut, such as `g p`.
    pub key: Option<&'a str>,
    /// How many ask for work, as text.
    pub count: Option<&'a str>,
}

/// The words of the shell, in the reader's language.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShellWords<'a> {
    pub product: &'a str,
    pub skip: &'a str,
    pub navigation: &'a str,
    pub favourites: &'a str,
    pub recents: &'a str,
    pub fold: &'a str,
    pub more: &'a str,
    pub search: &'a str,
    pub palette: &'a str,
    pub palette_hint: &'a str,
    pub palette_go: &'a str,
    pub palette_do: &'a str,
    pub nothing_found: &'a str,
    pub create: &'a str,
    pub notifications: &'a str,
    /// "Account menu"; the initials stand before it.
    pub account: &'a str,
    pub profile: &'a str,
    pub settings: &'a str,
    pub shortcuts: &'a str,
    pub theme: &'a str,
    pub theme_system: &'a str,
    pub theme_light: &'a str,
    pub theme_dark: &'a str,
    pub sign_out: &'a str,
    pub close: &'a str,
    pub messages: &'a str,
    pub peek: &'a str,
    pub next_row: &'a str,
    pub previous_row: &'a str,
    pub select_row: &'a str,
    /// Said when the network is gone: "Not saved: no connection. Your text is kept here."
    pub offline: &'a str,
    /// Said when the server fails without words of its own.
    pub failed: &'a str,
}

/// What the shell needs to know.
#[derive(Clone, Debug)]
pub struct Shell<'a> {
    /// `en`, `es` or `zh-Hans`.
    pub lang: &'a str,
    /// `light` or `dark`; the system's choice without.
    pub theme: Option<&'a str>,
    /// `compact` or `comfortable`; by the pointer without.
    pub density: Option<&'a str>,
    /// Whether one-key shortcuts are switched off.
    pub shortcuts_off: bool,
    /// Whether the rail shows icons only.
    pub rail_folded: bool,
    /// Title of the page.
    pub title: &'a str,
    /// Path of the page, to mark where one is.
    pub current_path: &'a str,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// Name of who is signed in.
    pub user_name: &'a str,
    /// Address of the picture of who is signed in.
    pub user_image: Option<&'a str>,
    /// The main places.
    pub nav: &'a [NavItem<'a>],
    /// How many of `nav` stand in the phone's bottom bar, from the first; the rest is behind "more".
    pub bottom: usize,
    /// Favourite views and records.
    pub favourites: &'a [NavItem<'a>],
    /// Records seen last.
    pub recents: &'a [NavItem<'a>],
    /// What the + offers.
    pub create: &'a [NavItem<'a>],
    /// Lines of the account menu besides profile, theme and sign-out: settings, trash, jobs.
    pub account: &'a [NavItem<'a>],
    /// How many notifications wait.
    pub bell_count: u32,
    /// Content of the open side panel, when the address names one.
    pub peek: Option<Markup>,
    /// Toasts left by the last request.
    pub toasts: Option<Markup>,
    /// The shell's words.
    pub words: &'a ShellWords<'a>,
}

/// A whole page.
#[must_use]
pub fn page(s: &Shell, main: &Markup) -> Markup {
    let w = s.words;
    html! {
        (DOCTYPE)
        html lang=(s.lang) data-theme=[s.theme] data-density=[s.density] data-rail=[s.rail_folded.then_some("folded")]
            data-keys=[s.shortcuts_off.then_some("off")] {
            (head(s.title, w.product, Some(s.csrf)))
            body data-offline=(w.offline) data-failed=(w.failed) data-close=(w.close) {
                a.skip href="#main" { (w.skip) }
                (topbar::topbar(s))
                (rail::rail(s))
                main id="main" tabindex="-1" hx-history-elt { (main) }
                aside.peek id="peek" aria-label=(w.peek) hidden[s.peek.is_none()] {
                    button.icon-btn.peek-close type="button" data-close-peek title=(w.close) aria-label=(w.close) { (super::icon("close", None)) }
                    div.peek-body id="peek-body" { @if let Some(content) = &s.peek { (content) } }
                }
                (rail::bottom_bar(s))
                (palette_dialog(w, "/palette"))
                div.toasts id="toasts" role="region" aria-label=(w.messages) { @if let Some(toasts) = &s.toasts { (toasts) } }
                (row_keys(w))
                div.sr id="live" aria-live="polite" {}
            }
        }
    }
}

/// A page without rail: sign-in, set-up, errors before sign-in.
#[derive(Clone, Debug)]
pub struct PlainPage<'a> {
    /// `en`, `es` or `zh-Hans`.
    pub lang: &'a str,
    /// `light` or `dark`; the system's choice without.
    pub theme: Option<&'a str>,
    /// Title of the page.
    pub title: &'a str,
    /// Name of the product or the workspace.
    pub product: &'a str,
    /// Words of the skip link.
    pub skip: &'a str,
    /// Under the card: languages, help.
    pub footer: Option<Markup>,
    /// A wider card, for set-up.
    pub wide: bool,
}

/// Draws a page with one card in the middle.
#[must_use]
pub fn plain_page(p: &PlainPage, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(p.lang) data-theme=[p.theme] {
            (head(p.title, p.product, None))
            body.plain {
                a.skip href="#main" { (p.skip) }
                header.plain-head { (brand(p.product)) }
                main.plain-card.plain-wide[p.wide] id="main" tabindex="-1" { (main) }
                @if let Some(footer) = &p.footer { footer.plain-foot { (footer) } }
                div.sr id="live" aria-live="polite" {}
            }
        }
    }
}

/// The sign and the name of the product.
pub(super) fn brand(product: &str) -> Markup {
    html! {
        svg.sign viewBox="0 0 20 20" aria-hidden="true" { path d="M4 3h8a4.5 4.5 0 0 1 1.6 8.7L17 17h-4l-2.8-4.8H7.4V17H4z" {} circle cx="11.4" cy="7.5" r="1.9" {} }
        span.brand-name { (product) }
    }
}

fn head(title: &str, product: &str, csrf: Option<&str>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            title { (title) " · " (product) }
            meta name="color-scheme" content="light dark";
            meta name="htmx-config" content=(HTMX_CONFIG);
            @if let Some(csrf) = csrf { meta name="csrf" content=(csrf); }
            link rel="stylesheet" href=(assets::stylesheet_url());
            link rel="icon" type="image/svg+xml" href=(assets::sign_url());
            script src=(assets::script_url()) defer {}
        }
    }
}

/// Refusals (409, 412, 422) bring their form back and are swapped; every other failure is said in a banner.
const HTMX_CONFIG: &str = r#"{"includeIndicatorCSS":false,"defaultSwap":"innerHTML","noSwap":[204,304,"400","401","403","404","405","408","410","411","413","414","415","428","429","5xx"],"defaultTimeout":30000}"#;

/// The keys of every list, for the help and the palette; the script moves the rows.
fn row_keys(w: &ShellWords) -> Markup {
    html! {
        template id="row-keys" {
            @for (key, label) in [("j", w.next_row), ("k", w.previous_row), ("x", w.select_row), ("space", w.peek)] {
                span data-key=(key) { (label) }
            }
        }
    }
}
