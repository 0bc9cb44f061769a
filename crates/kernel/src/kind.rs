//! The kinds of field. A kind decides column, widget, operators, JSON schema, CSV cell and sort
//! key; each of those stands in one exhaustive `match`: `kind_rules` here, `columns` in the store,
//! `widgets` on the web.

use crate::choice::ChoiceSet;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line, at most 1,000 characters.
    Text,
    /// Markdown, at most 100,000 characters.
    LongText,
    /// The name of a party or thing: sorted by the workspace's language, found by parts.
    Name,
    Email,
    /// E.164.
    Phone,
    Url,
    Whole,
    /// An integer scaled by ten to the power of `scale`.
    Decimal {
        scale: u8,
    },
    /// Hundredths of a percent, 0 to 10,000 for 0 to 100 %.
    Percent,
    Money,
    YesNo,
    Date,
    Instant,
    /// Whole seconds.
    Duration,
    Choice(ChoiceSet),
    /// Several of a set.
    Choices(ChoiceSet),
    Tags,
    /// One record of the named object.
    Link(&'static str),
    /// Several records of the named object.
    Links(&'static str),
    Address,
    File,
    /// Parts: lists of entries edited with their record.
    Emails,
    Phones,
    Addresses,
    Domains,
    Identifiers,
}

impl Kind {
    /// Whether the field holds a list, kept in a child table.
    pub const fn is_many(self) -> bool {
        matches!(
            self,
            Self::Choices(_)
                | Self::Tags
                | Self::Links(_)
                | Self::Emails
                | Self::Phones
                | Self::Addresses
                | Self::Domains
                | Self::Identifiers
        )
    }

    /// Whether the entries of the list carry an id, a type and a primary mark.
    pub const fn has_parts(self) -> bool {
        matches!(
            self,
            Self::Emails | Self::Phones | Self::Addresses | Self::Domains | Self::Identifiers
        )
    }

    /// The object that a link points to.
    pub const fn link_target(self) -> Option<&'static str> {
        match self {
            Self::Link(target) | Self::Links(target) => Some(target),
            _ => None,
        }
    }

    /// Whether lists can be sorted by it.
    pub const fn is_sortable(self) -> bool {
        !self.is_many() && !matches!(self, Self::LongText | Self::Address | Self::File)
    }

    /// The set that a choice comes from.
    pub const fn choice_set(self) -> Option<ChoiceSet> {
        match self {
            Self::Choice(set) | Self::Choices(set) => Some(set),
            _ => None,
        }
    }

    /// The stable name in the Catalog's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Url => "url",
            Self::Whole => "whole_number",
            Self::Decimal { .. } => "decimal",
            Self::Percent => "percent",
            Self::Money => "money",
            Self::YesNo => "yes_no",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Duration => "duration",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Tags => "tags",
            Self::Link(_) => "link",
            Self::Links(_) => "links",
            Self::Address => "address",
            Self::File => "file",
            Self::Emails => "emails",
            Self::Phones => "phones",
            Self::Addresses => "addresses",
            Self::Domains => "domains",
            Self::Identifiers => "identifiers",
        }
    }
}
