//! Free words on a record.

use maud::{Markup, html};

use super::{Field, field};

/// What a tags input needs beyond its field; the field's value is the tags with commas between.
#[derive(Clone, Copy, Debug, Default)]
pub struct TagsInput<'a> {
    /// Tags in use, offered while typing.
    pub known: &'a [&'a str],
    /// Word for taking one away; the tag's own word follows it.
    pub remove: &'a str,
}

/// Tags as text with commas; the script turns them into chips.
#[must_use]
pub fn tags(f: &Field, t: &TagsInput) -> Markup {
    let id = f.control_id();
    field(
        f,
        &html! {
            span.tags-input data-tags=(t.remove) {
                input.input type="text" id=(id) name=(f.name) value=(f.value) placeholder=[f.placeholder]
                    autocomplete="off" readonly[f.read_only] list={ (id) "-known" }
                    aria-invalid=[f.invalid()] aria-describedby=[f.described_by()];
            }
            datalist id={ (id) "-known" } { @for word in t.known { option value=(word) {} } }
        },
    )
}
