//! A role: what those who have it may do. The rights are data that administrators edit.

use kernel::access::Rights;
use kernel::conduct::{Conduct, Context};
use kernel::error::Refusals;
use kernel::face::{CREATED_AT, Searched, face};
use kernel::object::Object;
use kernel::shape::{LongText, Name, Text};
use kernel::{fields, record};

record! {
    /// A role.
    pub struct Role in "role", "roles" {
        /// Its name for programs: `read-only`. Never changes.
        key: Text,
        name: Name,
        /// Whom it is for, in one line.
        purpose: Text,
        /// The JSON of [`Rights`].
        rights: LongText,
    }
}

/// Longest key of a role.
const KEY_LIMIT: usize = 40;

impl Role {
    /// The rights; none at all when they cannot be read.
    pub fn parsed_rights(&self) -> Rights {
        serde_json::from_str(&self.rights).unwrap_or_default()
    }
}

impl Conduct for Role {
    fn settle(&mut self, _before: Option<&Self>, context: &Context) {
        if self.key.is_empty() {
            self.key = key_of(&self.name)
                .unwrap_or_else(|| format!("role-{}", context.envelope.id.simple()))
                .into();
        }
        if self.rights.is_empty() {
            self.rights = serde_json::to_string(&Rights::default()).unwrap_or_default().into();
        }
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.key.len() > KEY_LIMIT || !self.key.chars().all(plain) {
            refusals.field("key", "not-a-role-key");
        }
        if serde_json::from_str::<Rights>(&self.rights).is_err() {
            refusals.field("rights", "not-rights");
        }
        refusals
    }
}

/// The key that a name suggests: `Sales Spain` gives `sales-spain`; none without Latin letters.
fn key_of(name: &str) -> Option<String> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let key: String = words.join("-").chars().take(KEY_LIMIT).collect();
    (!key.is_empty()).then_some(key)
}

pub(super) fn object() -> Object {
    kernel::object::object::<Role>()
        .required(fields![Role::name])
        .once(fields![Role::key])
        .matching(fields![Role::key])
        .standard(fields![Role::name, Role::purpose])
        .face(
            face::<Role>("role", "roles", "shield")
                .title(Role::name)
                .subtitle(fields![Role::purpose])
                .columns(fields![Role::name, Role::purpose, CREATED_AT])
                .section("role", fields![Role::name, Role::key, Role::purpose])
                .form(fields![Role::name, Role::purpose])
                .filters(fields![Role::name])
                .sort(Role::name, false)
                .searched(Role::name, Searched::AsName)
                .fast(None, Role::name)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::context;

    #[test]
    fn a_role_takes_its_key_from_its_name() {
        let mut role = Role { name: "Sales Spain".into(), ..Role::default() };
        role.settle(None, &context());
        assert_eq!(role.key.as_str(), "sales-spain");
        let mut role = Role { name: "销售".into(), ..Role::default() };
        role.settle(None, &context());
        assert!(role.key.starts_with("role-"), "{}", *role.key);
        assert!(role.refuse(None, &context()).is_empty());
    }

    #[test]
    fn rights_that_cannot_be_read_are_refused() {
        let mut role =
            Role { key: "x".into(), rights: r#"{"administer":true}"#.into(), ..Role::default() };
        assert!(role.refuse(None, &context()).is_empty());
        assert!(role.parsed_rights().administer);
        for rights in [r#"{"everything":true}"#, r#"{"standard":{"see":"some"}}"#, "yes"] {
            role.rights = rights.into();
            assert_eq!(role.refuse(None, &context()).0[0].code, "not-rights");
        }
    }

    #[test]
    fn a_key_is_made_of_small_letters() {
        let role = Role { key: "No Key".into(), rights: "{}".into(), ..Role::default() };
        assert_eq!(role.refuse(None, &context()).0[0].code, "not-a-role-key");
    }
}
