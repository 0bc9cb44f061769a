//! A face, or the letters that stand for one.

use maud::{Markup, html};

use super::TagColour;

/// How large an avatar is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20 pixels, in a row.
    #[default]
    Small,
    /// 28 pixels, in the top bar and the timeline.
    Medium,
    /// 48 pixels, at the head of a record.
    Large,
}

/// A face beside a name; it is decoration, the name says who it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Avatar<'a> {
    /// Full name, from which colour and letters come.
    pub name: &'a str,
    /// Address of a picture.
    pub image: Option<&'a str>,
    /// Companies are square.
    pub organization: bool,
    /// How large.
    pub size: AvatarSize,
}

/// Draws the picture, or the initials on a colour that is always the same for the same name.
#[must_use]
pub fn avatar(a: &Avatar) -> Markup {
    let size = match a.size {
        AvatarSize::Small => "avatar",
        AvatarSize::Medium => "avatar avatar-m",
        AvatarSize::Large => "avatar avatar-l",
    };
    let shape = if a.organization { " avatar-org" } else { "" };
    let colour = TagColour::for_word(a.name).key();
    html! {
        @if let Some(image) = a.image {
            img class={ (size) (shape) } src=(image) alt="" loading="lazy" decoding="async";
        } @else {
            span class={ (size) (shape) " tag-" (colour) } aria-hidden="true" { (initials(a.name)) }
        }
    }
}

/// The letters that stand for a name in its own script: Ana García López → AG, 张伟 → 张.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    match words.next() {
        Some(first) if !first.is_ascii() && !first.is_lowercase() && !first.is_uppercase() => {
            first.to_string()
        }
        Some(first) => first
            .to_uppercase()
            .chain(words.next().into_iter().flat_map(char::to_uppercase))
            .collect(),
        None => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_follow_the_script_of_the_name() {
        assert_eq!(initials("Ana García López"), "AG");
        assert_eq!(initials("张伟"), "张");
        assert_eq!(initials("Ñandú"), "Ñ");
        assert_eq!(initials("«Talleres» del Sur"), "TD");
        assert_eq!(initials("3M Iberia"), "3I");
        assert_eq!(initials(" "), "–");
    }
}
