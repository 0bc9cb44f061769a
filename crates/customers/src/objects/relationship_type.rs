//! A type of relationship: data, so that a workspace adds its own. Each has a label for either
//! direction in three languages and says who may stand at each end.

use kernel::conduct::{Conduct, Context};
use kernel::error::Refusals;
use kernel::face::{Face, Searched, face};
use kernel::language::Language;
use kernel::object::Object;
use kernel::shape::{Choice, Name, Text, Whole};
use kernel::telling::Told;
use kernel::value::Value;
use kernel::{choices, fields, record};

use super::party::PartyKind;

choices! {
    /// Who may stand at an end of a relationship.
    pub enum End in "relationship_end" {
        Anyone = "anyone",
        Person = "person",
        Organization = "organization",
    }
}

record! {
    /// A type of relationship.
    pub struct RelationshipType in "relationship_type", "relationship_types" {
        /// The name in code and imports: `works_for`.
        key: Text,
        /// Both directions in one line.
        name: Name,
        label_en: Text,
        label_es: Text,
        label_zh: Text,
        /// The label seen from the other end.
        reverse_en: Text,
        reverse_es: Text,
        reverse_zh: Text,
        from_kind: Choice<End>,
        to_kind: Choice<End>,
        position: Whole,
    }
}

/// The type whose primary relationship is the mirror `party.organization`.
pub const WORKS_FOR: &str = "works_for";

impl RelationshipType {
    /// The label as seen from the party it comes from (`works for`) or goes to (`employs`).
    pub fn label(&self, language: Language, reverse: bool) -> &str {
        let labels = if reverse {
            [&self.reverse_en, &self.reverse_es, &self.reverse_zh]
        } else {
            [&self.label_en, &self.label_es, &self.label_zh]
        };
        let [en, es, zh] = labels.map(|label| label.as_str());
        let own = match language {
            Language::En => en,
            Language::Es => es,
            Language::Zh => zh,
        };
        [own, en, es, zh].into_iter().find(|label| !label.is_empty()).unwrap_or(&self.key)
    }
}

impl Told for RelationshipType {
    /// Both directions in one line.
    fn told(&self, language: Language) -> String {
        let (forth, back) = (self.label(language, false), self.label(language, true));
        if forth == back { forth.to_owned() } else { format!("{forth} / {back}") }
    }
}

impl End {
    /// Whether a party of this kind may stand here.
    pub fn admits(self, kind: PartyKind) -> bool {
        match self {
            Self::Anyone => true,
            Self::Person => kind == PartyKind::Person,
            Self::Organization => kind == PartyKind::Organization,
        }
    }
}

impl Conduct for RelationshipType {
    fn settle(&mut self, _before: Option<&Self>, context: &Context) {
        self.from_kind.0.get_or_insert(End::Anyone);
        self.to_kind.0.get_or_insert(End::Anyone);
        self.name.0 = self.told(context.language);
    }

    fn refuse(&self, before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !self.key.chars().all(is_plain) {
            refusals.field("key", "not-a-key");
        }
        if self.label_en.is_empty() && self.label_es.is_empty() && self.label_zh.is_empty() {
            refusals.field("label_en", "required");
        }
        let moved = before.is_some_and(|before| {
            before.key.as_str() == WORKS_FOR
                && (before.from_kind != self.from_kind || before.to_kind != self.to_kind)
        });
        if moved {
            refusals.field("from_kind", "standard-type");
        }
        refusals
    }
}

/// The declaration of relationship type.
pub fn object() -> Object {
    kernel::object::object::<RelationshipType>()
        .required(fields![RelationshipType::key])
        .once(fields![RelationshipType::key])
        .settled(fields![RelationshipType::name])
        .matching(fields![RelationshipType::key])
        .initial(RelationshipType::from_kind, Value::Text("anyone".to_owned()))
        .initial(RelationshipType::to_kind, Value::Text("anyone".to_owned()))
        .told(
            RelationshipType::name,
            fields![
                RelationshipType::key,
                RelationshipType::label_en,
                RelationshipType::label_es,
                RelationshipType::label_zh,
                RelationshipType::reverse_en,
                RelationshipType::reverse_es,
                RelationshipType::reverse_zh,
            ],
        )
        .face(types_face())
        .build()
}

fn types_face() -> Face {
    face::<RelationshipType>("relationship_type", "relationship-types", "network")
        .title(RelationshipType::name)
        .subtitle(fields![RelationshipType::key])
        .columns(fields![
            RelationshipType::name,
            RelationshipType::key,
            RelationshipType::from_kind,
            RelationshipType::to_kind,
        ])
        .section(
            "relationship_type",
            fields![
                RelationshipType::key,
                RelationshipType::label_en,
                RelationshipType::reverse_en,
                RelationshipType::label_es,
                RelationshipType::reverse_es,
                RelationshipType::label_zh,
                RelationshipType::reverse_zh,
                RelationshipType::from_kind,
                RelationshipType::to_kind,
                RelationshipType::position,
            ],
        )
        .form(fields![
            RelationshipType::key,
            RelationshipType::label_en,
            RelationshipType::reverse_en,
            RelationshipType::label_es,
            RelationshipType::reverse_es,
            RelationshipType::label_zh,
            RelationshipType::reverse_zh,
            RelationshipType::from_kind,
            RelationshipType::to_kind,
        ])
        .filters(fields![RelationshipType::from_kind, RelationshipType::to_kind])
        .sort(RelationshipType::position, false)
        .searched(RelationshipType::name, Searched::AsName)
        .fast(None, RelationshipType::position)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::context;

    fn employs() -> RelationshipType {
        RelationshipType {
            key: WORKS_FOR.into(),
            label_en: "works for".into(),
            reverse_en: "employs".into(),
            label_zh: "就职于".into(),
            from_kind: Choice(Some(End::Person)),
            to_kind: Choice(Some(End::Organization)),
            ..RelationshipType::default()
        }
    }

    #[test]
    fn a_label_falls_back_to_a_language_that_has_one() {
        assert_eq!(employs().label(Language::Zh, false), "就职于");
        assert_eq!(employs().label(Language::Es, false), "works for");
        assert_eq!(employs().label(Language::Zh, true), "employs");
    }

    #[test]
    fn the_name_shows_both_directions() {
        let mut kind = employs();
        kind.settle(None, &context());
        assert_eq!(kind.name.as_str(), "works for / employs");
    }

    #[test]
    fn the_mirrored_type_keeps_its_ends() {
        let before = employs();
        let after = RelationshipType { to_kind: Choice(Some(End::Person)), ..before.clone() };
        assert_eq!(after.refuse(Some(&before), &context()).0[0].code, "standard-type");
        assert!(before.refuse(Some(&before), &context()).is_empty());
        let odd = RelationshipType { key: "Works For".into(), ..before };
        assert_eq!(odd.refuse(None, &context()).0[0].code, "not-a-key");
    }
}
