//! Handing over a file, by dropping it or by a plain button.

use maud::{Markup, html};

use super::{Field, field, icon};

/// What may be handed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileDrop<'a> {
    /// Types offered in the browser's dialog, such as `.csv,text/csv`.
    pub accept: Option<&'a str>,
    /// Whether several may be chosen.
    pub multiple: bool,
    /// Invitation ("Drop a file here, or choose one").
    pub invitation: &'a str,
}

/// A box that takes files; it is the browser's own file input, so it works without script.
#[must_use]
pub fn file_drop(f: &Field, d: &FileDrop) -> Markup {
    field(
        f,
        &html! {
            span.file-drop data-file-drop {
                (icon("upload", None))
                span.file-drop-text { (d.invitation) }
                input type="file" id=(f.control_id()) name=(f.name) accept=[d.accept] multiple[d.multiple] required[f.required]
                    aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
            }
        },
    )
}
