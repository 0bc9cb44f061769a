//! A saved view of a list: its filter, order and columns under a name.

use kernel::conduct::{Conduct, Context};
use kernel::error::{Refusal, Refusals};
use kernel::face::{OWNER, face};
use kernel::filter::{MAX_COMPARISONS, MAX_DEPTH, RawFilter};
use kernel::object::{Object, Visibility};
use kernel::shape::{Choice, Link, LongText, Name, Text, Whole};
use kernel::value::Value;
use kernel::{choices, fields, record};

use super::User;

choices! {
    /// Who finds a saved view among their tabs.
    pub enum Audience in "audience" { Personal = "personal", Team = "team", Everyone = "everyone" }
}

record! {
    /// A saved view.
    pub struct SavedView in "saved_view", "saved_views" {
        name: Name,
        /// The address of the list's face: `people`.
        face: Text,
        audience: Choice<Audience>,
        /// The JSON of a [`RawFilter`].
        filter: LongText,
        /// Words searched for.
        search: Text,
        /// As in the API: `-created_at,name`.
        sort: Text,
        /// Keys of the columns, with commas.
        columns: LongText,
        /// Its place among the tabs.
        position: Whole,
        /// Of a view for everyone who made it so: whoever sees them, which is everyone, sees it.
        shared_by: Link<User>,
    }
}

impl Conduct for SavedView {
    fn settle(&mut self, _before: Option<&Self>, context: &Context) {
        let audience = *self.audience.0.get_or_insert(Audience::Personal);
        let owner = context.envelope.owner.filter(|_| audience == Audience::Everyone);
        self.shared_by = owner.map_or(Link::none(), Link::to);
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        if self.filter.is_empty() {
            return refusals;
        }
        match serde_json::from_str::<RawFilter>(&self.filter).map(|raw| raw.size()) {
            Err(_) => refusals.field("filter", "not-a-saved-filter"),
            Ok((depth, _)) if depth > MAX_DEPTH + 1 => refusals.field("filter", "filter-too-deep"),
            Ok((_, count)) if count > MAX_COMPARISONS => {
                refusals.push(Refusal::field("filter", "filter-too-long"));
            }
            Ok(_) => {}
        }
        refusals
    }
}

pub(super) fn object() -> Object {
    kernel::object::object::<SavedView>()
        .required(fields![SavedView::name, SavedView::face])
        .once(fields![SavedView::face])
        .settled(fields![SavedView::shared_by])
        .visibility(Visibility::OwnedOrThroughAny(vec![SavedView::shared_by.key]))
        .initial(SavedView::audience, Value::Text("personal".to_owned()))
        .standard(fields![SavedView::name])
        .face(
            face::<SavedView>("saved_view", "views", "view")
                .title(SavedView::name)
                .columns(fields![SavedView::name, SavedView::face, SavedView::audience, OWNER])
                .section(
                    "saved_view",
                    fields![SavedView::name, SavedView::face, SavedView::audience, SavedView::sort],
                )
                .form(fields![SavedView::name, SavedView::audience])
                .filters(fields![SavedView::face, SavedView::audience, OWNER])
                .sort(SavedView::name, false)
                .fast(None, SavedView::name)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::context;

    #[test]
    fn a_view_keeps_only_filters_that_can_be_read() {
        let mut view =
            SavedView { name: "Madrid".into(), face: "people".into(), ..SavedView::default() };
        view.filter = r#"{"all":[{"field":"city","op":"eq","value":"Madrid"}]}"#.into();
        assert!(view.refuse(None, &context()).is_empty());
        view.filter = "{\"all\":".into();
        assert_eq!(view.refuse(None, &context()).0[0].code, "not-a-saved-filter");
        view.filter =
            format!("{}{}{}", "{\"not\":".repeat(30), r#"{"all":[]}"#, "}".repeat(30)).into();
        assert_eq!(view.refuse(None, &context()).0[0].code, "filter-too-deep");
    }

    #[test]
    fn a_view_is_personal_until_said_otherwise() {
        let mut view = SavedView::default();
        let mut context = context();
        context.envelope.owner = Some(context.envelope.id);
        view.settle(None, &context);
        assert_eq!(view.audience.0, Some(Audience::Personal));
        assert_eq!(view.shared_by.0, None);
        view.audience.0 = Some(Audience::Everyone);
        view.settle(None, &context);
        assert_eq!(view.shared_by.0, context.envelope.owner);
    }
}
