//! What stands on the start page of a workspace without customers: the two ways to bring them in.
//! It goes away by itself with the first of them.

use kernel::Result;
use kernel::access::{Act, Reach};
use maud::{Markup, html};
use store::Tx;
use store::query::{Asking, Binds, scope_condition};
use web::components::{ButtonKind, LinkButton, icon, link_button};

use super::desk::{Desk, slug_of};
use crate::objects::PartyKind;
use crate::reading::object;

const IMPORT: &str = "/import?face=organization";

/// Whether the asker sees no customer at all.
pub(super) async fn are_due(tx: &mut Tx, asking: Asking<'_>) -> Result<bool> {
    let mut binds = Binds::new(tx.dialect());
    let scope = scope_condition(asking, &mut binds, object(asking, "party")?, "p", Act::See);
    let sql = format!(r#"select p."id" from "party" p where {scope} limit 1"#);
    Ok(tx.query_opt(&sql, binds.values()).await?.is_none())
}

/// The steps that the asker may take; nothing when there are none.
pub(super) fn draw(desk: Desk<'_>) -> Option<Markup> {
    let scope = desk.frame.scope();
    if scope.reach("party", Act::Create) == Reach::None {
        return None;
    }
    Some(html! {
        section.first-steps aria-labelledby="first-steps-title" {
            h2 id="first-steps-title" { (desk.text("first-title")) }
            p.first-lead { (desk.text("first-lead")) }
            div.first-ways {
                @if scope.rights.bulk {
                    (way(desk, "import", "upload", &[(IMPORT.to_owned(), ButtonKind::Primary, "first-import-do")]))
                }
                (way(desk, "add", "building", &adding(scope.rights.bulk)))
            }
        }
    })
}

/// Importing comes first; whoever may not import begins by hand.
fn adding(imports: bool) -> [(String, ButtonKind, &'static str); 2] {
    let kind = if imports { ButtonKind::Plain } else { ButtonKind::Primary };
    let href = |kind| format!("/{}/new", slug_of(kind));
    [
        (href(PartyKind::Organization), kind, "face-organization-new"),
        (href(PartyKind::Person), ButtonKind::Plain, "face-person-new"),
    ]
}

fn way(desk: Desk<'_>, name: &str, sign: &str, links: &[(String, ButtonKind, &str)]) -> Markup {
    html! {
        section.first-way aria-labelledby={ "first-" (name) } {
            span.first-sign { (icon(sign, None)) }
            h3 id={ "first-" (name) } { (desk.text(&format!("first-{name}"))) }
            p { (desk.text(&format!("first-{name}-text"))) }
            div.first-do {
                @for (href, kind, word) in links {
                    (link_button(&LinkButton { href, label: &desk.text(word), kind: *kind, ..LinkButton::default() }))
                }
            }
        }
    }
}
