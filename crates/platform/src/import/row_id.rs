//! Ids of the records that an import makes, derived from the import and the row: a chunk that is
//! written again makes nothing twice.

use uuid::{Builder, Uuid};

/// Gives each row its id: sorted by time of the import, then by row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowIds {
    import: Uuid,
    began_ms: u64,
}

impl RowIds {
    /// Of an import, whose id says when it came.
    pub fn of_import(import: Uuid) -> Self {
        let began_ms = import.as_u128() >> 80;
        Self { import, began_ms: u64::try_from(began_ms).unwrap_or_default() }
    }

    /// The id of a record that is made because a row names it.
    pub fn linked(self, row: u64, link: &str) -> Uuid {
        let [a, b, c, d, e, f, g, h, i, j, ..] =
            Uuid::new_v5(&self.of(row), link.as_bytes()).into_bytes();
        let own = [a, b, c, d, e, f, g, h, i, j];
        Builder::from_unix_timestamp_millis(self.began_ms, &own).into_uuid()
    }

    pub fn of(self, row: u64) -> Uuid {
        let byte = |shift: u32, mask: u64| u8::try_from((row >> shift) & mask).unwrap_or_default();
        let own = Uuid::new_v5(&self.import, &row.to_be_bytes());
        let [a, b, c, d, e, f, ..] = own.into_bytes();
        // Twelve bits beside the version, six beside the variant, then whole bytes.
        let bytes =
            [byte(26, 0xF), byte(18, 0xFF), byte(12, 0x3F), byte(4, 0xFF), byte(0, 0xF) << 4];
        let [v, w, x, y, z] = bytes;
        let bytes = [v, w, x, y, z | (a & 0xF), b, c, d, e, f];
        Builder::from_unix_timestamp_millis(self.began_ms, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_ids_of_their_own_in_their_order() {
        let import = Uuid::now_v7();
        let ids = RowIds::of_import(import);
        let made: Vec<Uuid> = (1..3_000).chain([1_000_000]).map(|row| ids.of(row)).collect();
        assert!(made.is_sorted());
        assert!(made.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(made[7].get_version_num(), 7);
        assert_eq!(ids.of(8), RowIds::of_import(import).of(8));
        assert_ne!(ids.of(8), RowIds::of_import(Uuid::now_v7()).of(8));
        assert_eq!(import.as_u128() >> 80, made[0].as_u128() >> 80);
        let linked = ids.linked(8, "organization");
        assert_eq!((linked.get_version_num(), linked == ids.linked(9, "organization")), (7, false));
        assert!(!made.contains(&linked));
    }
}
