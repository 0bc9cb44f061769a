//! Markdown of people as HTML: raw HTML in it is shown as text, images are left out, links lead
//! to the web and mail only.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html::push_html};

/// Renders a long text.
pub fn render(text: &str) -> Markup {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut in_image = 0_usize;
    let events = Parser::new_ext(text, options).filter_map(move |event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) => {
            in_image += 1;
            None
        }
        Event::End(TagEnd::Image) => {
            in_image = in_image.saturating_sub(1);
            None
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url =
                if is_safe(&dest_url, link_type) { dest_url } else { CowStr::Borrowed("#") };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::SoftBreak => Some(Event::HardBreak),
        other => Some(other),
    });
    let mut html = String::new();
    push_html(&mut html, events);
    PreEscaped(format!("<div class=\"prose\">{html}</div>"))
}

fn is_safe(address: &str, kind: LinkType) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    kind == LinkType::Email
        || lower.starts_with("https://")
        || lower.starts_with("http://")
        || lower.starts_with("mailto:")
        || lower.starts_with("tel:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_shown_and_scripts_do_not_run() {
        let html = render("<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](http://z/)")
            .into_string();
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("javascript:"), "{html}");
        assert!(!html.contains("<img"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn lines_stay_lines() {
        assert!(render("a\nb").into_string().contains("<br"));
    }
}
