//! The fields of a posted form: only those that the form has, each named once or more.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use kernel::language::Language;
use kernel::words::Words;
use kernel::{Error, Refusal, Refusals, Result};
use web::app::App;
use web::csrf::TOKEN_FIELD;
use web::error::Failure;

/// What a form sent.
#[derive(Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl FromRequest<App> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let is_form = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| Failure::http(rejection.status()))?;
        Ok(Self(url::form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl Fields {
    /// Refuses what the form does not have.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the first unknown field.
    pub fn only(self, known: &[&str]) -> Result<Self> {
        self.only_those(|name| known.contains(&name))
    }

    /// As [`Fields::only`], for forms whose fields are not all known by name.
    ///
    /// # Errors
    /// As [`Fields::only`].
    pub fn only_those(self, known: impl Fn(&str) -> bool) -> Result<Self> {
        match self.0.iter().find(|(name, _)| name != TOKEN_FIELD && !known(name)) {
            None => Ok(self),
            Some((name, _)) => {
                let shown: String = name.chars().take(80).collect();
                let refusal = Refusal::field(&shown, "unknown-property").with("name", &shown);
                Err(Error::Invalid(Refusals::one(refusal)))
            }
        }
    }

    /// The value of a field, trimmed; empty when it was not sent. Of several the last counts.
    pub fn one(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The value as it was typed: passwords may begin with a space.
    pub fn raw(&self, name: &str) -> &str {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field that are not empty.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.one(name) == "true"
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Fields {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }
}

/// A parameter that holds none of the values it may.
pub fn not_one_of(name: &str, keys: &[&str]) -> Error {
    let refusal = Refusal::field(name, "not-a-choice").with("value", name);
    Error::Invalid(Refusals::one(refusal.with("choices", keys.join(", "))))
}

/// What was wrong with a form, in the reader's language.
#[derive(Debug, Default)]
pub struct Faults(Vec<(Option<String>, String)>);

impl Faults {
    /// The sentences of an error that the form can show.
    ///
    /// # Errors
    /// The error itself when it is about something else.
    pub fn of(error: Error, language: Language) -> Result<Self> {
        let refusals = match error {
            Error::Refused(refusals) | Error::Invalid(refusals) => refusals.0,
            Error::Conflict(refusal) => vec![refusal],
            other => return Err(other),
        };
        let words = Words::get();
        Ok(Self(
            refusals
                .into_iter()
                .map(|refusal| (refusal.field.clone(), words.refusal(language, &refusal)))
                .collect(),
        ))
    }

    /// Adds a sentence about a field, or about the whole.
    pub fn push(&mut self, field: Option<&str>, sentence: String) {
        self.0.push((field.map(str::to_owned), sentence));
    }

    /// What is wrong with a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(field, _)| field.as_deref() == Some(name));
        found.map(|(_, sentence)| sentence.as_str())
    }

    /// The sentences that belong to none of these fields.
    pub fn beside(&self, shown: &[&str]) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(field, _)| field.as_deref().is_none_or(|field| !shown.contains(&field)))
            .map(|(_, sentence)| sentence.as_str())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_the_form_does_not_have_is_refused_by_name() {
        let fields = || Fields::from([("csrf", "t"), ("name", "Ana"), ("administer", "true")]);
        let Err(Error::Invalid(refusals)) = fields().only(&["name"]) else { panic!("let through") };
        assert_eq!(refusals.0[0].field.as_deref(), Some("administer"));
        assert!(fields().only(&["name", "administer"]).is_ok());
    }

    #[test]
    fn of_a_ticked_box_the_last_value_counts() {
        let fields =
            Fields::from([("active", "false"), ("active", "true"), ("team", ""), ("team", "1")]);
        assert!(fields.ticked("active"));
        assert_eq!(fields.all("team"), ["1"]);
        assert_eq!(fields.one("absent"), "");
    }

    #[test]
    fn faults_stand_at_their_fields_or_beside_the_form() {
        let mut refusals = Refusals::default();
        refusals.field("email", "taken");
        refusals.push(Refusal::new("last-administrator"));
        let faults = Faults::of(Error::Refused(refusals), Language::En).unwrap();
        assert!(faults.field("email").is_some());
        assert_eq!(faults.beside(&["email"]).len(), 1);
        assert!(Faults::of(Error::NotFound, Language::En).is_err());
    }
}
