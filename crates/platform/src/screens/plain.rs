//! Pages before the sign-in: one card, and the languages beneath it.

use fluent_bundle::FluentValue;
use kernel::language::Language;
use kernel::words::Words;
use maud::{Markup, html};
use web::components::{Banner, PlainPage, Tone, banner, plain_page};
use web::context::RequestContext;

use super::fields::Faults;

/// The page of somebody who is not signed in yet.
#[derive(Clone, Debug)]
pub struct Plain {
    language: Language,
    /// The page's own address with what it must keep, for the links to the other languages.
    address: String,
}

impl Plain {
    /// In the language that was asked for by name, else the browser's. `kept` are the parameters
    /// that the links to the other languages must carry.
    pub fn new(context: &RequestContext, language: Option<&str>, kept: &[(&str, &str)]) -> Self {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept.iter().filter(|(_, value)| !value.is_empty()));
        Self {
            language: language.and_then(Language::parse).unwrap_or_else(|| context.language()),
            address: format!("{}?{}", context.path(), query.finish()),
        }
    }

    pub const fn language(&self) -> Language {
        self.language
    }

    pub fn text(&self, key: &str) -> String {
        Words::get().text(self.language, key)
    }

    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        Words::get().with(self.language, key, values)
    }

    /// The whole document.
    pub fn page(&self, title: &str, wide: bool, main: &Markup) -> Markup {
        plain_page(
            &PlainPage {
                lang: self.language.tag(),
                theme: None,
                title,
                product: &self.text("shell-product"),
                skip: &self.text("shell-skip"),
                footer: Some(self.languages()),
                wide,
            },
            main,
        )
    }

    fn languages(&self) -> Markup {
        let mark = if self.address.ends_with('?') { "" } else { "&" };
        html! {
            @for language in Language::ALL {
                @if language == self.language {
                    span lang=(language.tag()) { (language.own_name()) }
                } @else {
                    a href={ (self.address) (mark) "language=" (language.code()) } lang=(language.tag())
                        hreflang=(language.tag()) { (language.own_name()) }
                }
            }
        }
    }
}

/// What is wrong with a form beside its fields.
pub fn alerts(faults: &Faults, shown: &[&str]) -> Markup {
    html! {
        @for sentence in faults.beside(shown) {
            (banner(&Banner { tone: Tone::Danger, text: sentence, ..Banner::default() }))
        }
    }
}
