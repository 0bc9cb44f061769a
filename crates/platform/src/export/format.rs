//! The files that an export can be.

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8, headings are field names, no cell is a formula.
    Csv,
    /// A workbook with cells of their types.
    Xlsx,
    /// One array; each record as the API writes it, on a line of its own.
    Json,
    /// vCards 4.0, of people and companies alone.
    Vcard,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Json, Self::Vcard];

    /// As addresses and file names say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Vcard => "vcard",
        }
    }

    /// As file names end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Vcard => "vcf",
            other => other.key(),
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.key() == key)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
            Self::Vcard => "text/vcard; charset=utf-8",
        }
    }
}
