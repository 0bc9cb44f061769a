//! The relationship types that every workspace begins with; the migration writes them.

use uuid::Uuid;

/// The namespace of the ids of standard types.
const NAMESPACE: Uuid = Uuid::from_u128(0x5e50_b220_00e7_509a_9078_5ba5_2e1c_052c);

/// The id of a standard relationship type by its key.
pub fn relationship_type(key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migration_writes_these_ids() {
        let script = include_str!("../../../../migrations/0004_customers.sql");
        for key in ["works_for", "subsidiary_of", "deals_for", "knows", "married_to"] {
            let id = relationship_type(key);
            assert!(script.contains(&format!("'{id}', 1,")), "{key}");
            assert!(script.contains(&format!("X'{}', 1,", id.simple())), "{key}");
        }
    }
}
