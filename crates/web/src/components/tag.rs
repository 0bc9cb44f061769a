//! Small words with meaning: tags, statuses and the marks of the next step.

use maud::{Markup, html};

use super::{Tone, icon};

/// The ten colours a tag can have; colour never carries meaning alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagColour {
    #[default]
    Slate,
    Red,
    Amber,
    Lime,
    Green,
    Teal,
    Sky,
    Indigo,
    Plum,
    Rose,
}

impl TagColour {
    const ALL: [Self; 10] = [
        Self::Slate,
        Self::Red,
        Self::Amber,
        Self::Lime,
        Self::Green,
        Self::Teal,
        Self::Sky,
        Self::Indigo,
        Self::Plum,
        Self::Rose,
    ];

    /// The key under which a colour is stored, such as `teal`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Slate => "slate",
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Lime => "lime",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Sky => "sky",
            Self::Indigo => "indigo",
            Self::Plum => "plum",
            Self::Rose => "rose",
        }
    }

    /// The colour with this key; slate when there is none.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|c| c.key() == key).unwrap_or_default()
    }

    /// A colour that is always the same for the same word.
    #[must_use]
    pub fn for_word(word: &str) -> Self {
        let sum = word
            .bytes()
            .fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        Self::ALL.get(sum % Self::ALL.len()).copied().unwrap_or_default()
    }
}

/// A word on a tinted ground.
#[must_use]
pub fn tag(colour: TagColour, label: &str) -> Markup {
    html! { span class={ "tag tag-" (colour.key()) } { (label) } }
}

/// A state in words, with a dot of its tone.
#[must_use]
pub fn status(tone: Tone, label: &str) -> Markup {
    html! { span class={ "status status-" (tone.key()) } { (label) } }
}

/// When the next step is due, by shape as well as by colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Diamond: its day has passed.
    Late,
    /// Full dot: today.
    Today,
    /// Half dot: planned for another day.
    Planned,
    /// Ring: nothing is planned.
    #[default]
    None,
}

impl Mark {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Today => "today",
            Self::Planned => "planned",
            Self::None => "none",
        }
    }

    pub(super) const fn icon(self) -> &'static str {
        match self {
            Self::Late => "mark-late",
            Self::Today => "mark-today",
            Self::Planned => "mark-planned",
            Self::None => "mark-none",
        }
    }
}

/// A mark alone; `text` says it to those who do not see it.
#[must_use]
pub fn mark(mark: Mark, text: &str) -> Markup {
    html! {
        span class={ "mark mark-" (mark.key()) } title=(text) { (icon(mark.icon(), Some(text))) }
    }
}

/// A mark with its words beside it.
#[must_use]
pub fn mark_with_text(mark: Mark, text: &str) -> Markup {
    html! {
        span class={ "mark mark-" (mark.key()) } { (icon(mark.icon(), None)) span { (text) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_found_again_by_its_key() {
        for colour in TagColour::ALL {
            assert_eq!(TagColour::from_key(colour.key()), colour);
        }
        assert_eq!(TagColour::from_key("mauve"), TagColour::Slate);
    }
}
