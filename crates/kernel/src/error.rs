//! What can go wrong, without a word about HTTP: `web` gives each its status once.

use std::fmt;

use serde::Serialize;

/// The result of everything that may fail in Rapport.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an act did not happen.
#[derive(Debug)]
pub enum Error {
    /// It does not exist, or the asker may not know that it does.
    NotFound,
    /// The asker may know it exists but has no right to do this; the text key names the right.
    Forbidden(Refusal),
    /// The input was understood and refused; each refusal names a field and what to do.
    Refused(Refusals),
    /// The request itself is wrong: an unknown field, operator or parameter.
    Invalid(Refusals),
    /// Something else stands in the way: a unique value taken, an act under way.
    Conflict(Refusal),
    /// The version given is not the record's any more.
    Stale { current_version: i64 },
    /// What was asked for has ended: a feed that must start over, a link used up.
    Gone(Refusal),
    /// Larger than the limit that the refusal names.
    TooLarge(Refusal),
    /// Something needed is down; try again after so many seconds.
    Unavailable { retry_after_s: u32, detail: String },
    /// The disk is full; nothing was written.
    StorageFull,
    /// A defect of ours or of the machine; logged once with the request id.
    Broken(anyhow::Error),
}

impl Error {
    /// A refusal of one field.
    pub fn refused(field: &str, code: &'static str) -> Self {
        Self::Refused(Refusals::one(Refusal::field(field, code)))
    }

    /// A wrong request, naming the parameter.
    pub fn invalid(parameter: &str, code: &'static str) -> Self {
        Self::Invalid(Refusals::one(Refusal::field(parameter, code)))
    }

    /// A defect, told in one sentence.
    pub fn broken(message: impl fmt::Display) -> Self {
        Self::Broken(anyhow::anyhow!("{message}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => write!(f, "not found"),
            Self::Forbidden(refusal) => write!(f, "forbidden: {refusal}"),
            Self::Refused(refusals) => write!(f, "refused: {refusals}"),
            Self::Invalid(refusals) => write!(f, "invalid request: {refusals}"),
            Self::Conflict(refusal) => write!(f, "conflict: {refusal}"),
            Self::Stale { current_version } => {
                write!(f, "stale: the record is at version {current_version}")
            }
            Self::Gone(refusal) => write!(f, "gone: {refusal}"),
            Self::TooLarge(refusal) => write!(f, "too large: {refusal}"),
            Self::Unavailable { detail, .. } => write!(f, "unavailable: {detail}"),
            Self::StorageFull => write!(f, "the disk is full"),
            Self::Broken(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(known) => known,
            Err(other) => Self::Broken(other),
        }
    }
}

/// One reason: a field (a JSON pointer without the first slash, or a parameter), a code that is
/// the Fluent key `refusal-CODE`, and the values that its sentence needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    pub field: Option<String>,
    pub code: &'static str,
    pub values: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal of the whole act.
    pub fn new(code: &'static str) -> Self {
        Self { field: None, code, values: Vec::new() }
    }

    /// A refusal of one field.
    pub fn field(field: &str, code: &'static str) -> Self {
        Self { field: Some(field.to_owned()), code, values: Vec::new() }
    }

    /// Adds a value that the sentence names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}", self.code)?;
        for (name, value) in &self.values {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

/// All reasons at once, in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals(pub Vec<Refusal>);

impl Refusals {
    pub fn one(refusal: Refusal) -> Self {
        Self(vec![refusal])
    }

    /// Notes one more reason.
    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Refuses a field for a code.
    pub fn field(&mut self, field: &str, code: &'static str) {
        self.push(Refusal::field(field, code));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` when nothing was refused.
    ///
    /// # Errors
    /// [`Error::Refused`] with all reasons.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Refused(self)) }
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, refusal) in self.0.iter().enumerate() {
            if position > 0 {
                write!(f, "; ")?;
            }
            write!(f, "{refusal}")?;
        }
        Ok(())
    }
}
