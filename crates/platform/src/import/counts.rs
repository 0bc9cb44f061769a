//! How many rows came to what.

use serde::{Deserialize, Serialize};
use store::sql_value::SqlValue;

use super::record::int;

/// What became of the rows; the four kinds make up all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub rows: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub refused: u64,
    /// Those made that share an e-mail, a phone or a tax id with another record.
    pub duplicates: u64,
    /// Records that were made besides, because rows name them.
    pub linked: u64,
}

impl Counts {
    /// Counts refused rows anew.
    pub(super) fn take_back(&mut self, rows: u64) {
        self.rows = self.rows.saturating_sub(rows);
        self.refused = self.refused.saturating_sub(rows);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
        self.duplicates += other.duplicates;
        self.linked += other.linked;
    }

    pub(super) fn values(self) -> [SqlValue; 7] {
        let Self { rows, created, updated, unchanged, refused, duplicates, linked } = self;
        [rows, created, updated, unchanged, refused, duplicates, linked].map(int)
    }
}
