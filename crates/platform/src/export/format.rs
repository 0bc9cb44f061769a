//! The files that an export can be.

use kernel::{Error, Refusal, Refusals, Result};
use web::api::params::short;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8, headings are field names, no cell is a formula.
    Csv,
    /// A workbook with cells of their types.
    Xlsx,
    /// One array; each record as the API writes it, on a line of its own.
    Json,
    /// Each record as the API writes it, on a line of its own and without anything around it.
    Jsonl,
    /// vCards 4.0, of people and companies alone.
    Vcard,
}

impl Format {
    pub const ALL: [Self; 5] = [Self::Csv, Self::Xlsx, Self::Json, Self::Jsonl, Self::Vcard];

    /// As addresses and file names say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
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
            Self::Jsonl => "application/jsonl; charset=utf-8",
            Self::Vcard => "text/vcard; charset=utf-8",
        }
    }
}

/// The file as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    pub format: Format,
    /// Whether a CSV begins with a byte-order mark: some spreadsheets take it for UTF-8 by that
    /// alone.
    pub bom: bool,
}

impl Manner {
    /// Reads `format` and `bom`; CSV, and what is usual here, when they are not said.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a format that does not exist, [`Error::Refused`] when a mark is
    /// neither there nor not, or asked of a file that has none.
    pub fn read(format: Option<&str>, bom: Option<&str>, usual: bool) -> Result<Self> {
        let asked = format.unwrap_or_else(|| Format::Csv.key());
        let format = Format::parse(asked).ok_or_else(|| {
            Error::Invalid(Refusals::one(
                Refusal::field("format", "not-a-choice")
                    .with("value", short(asked))
                    .with("choices", Format::ALL.map(Format::key).join(", ")),
            ))
        })?;
        let bom = match bom {
            None => usual && format == Format::Csv,
            Some("false") => false,
            Some("true") if format == Format::Csv => true,
            Some("true") => return Err(Error::refused("bom", "export-bom-of-csv")),
            Some(other) => {
                return Err(Error::Refused(Refusals::one(
                    Refusal::field("bom", "not-yes-or-no").with("value", short(other)),
                )));
            }
        };
        Ok(Self { format, bom })
    }
}
