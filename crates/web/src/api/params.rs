//! The parameters of an address: each said once, each known, each of its type.

use http::Uri;
use kernel::{Error, Refusal, Refusals, Result};

/// Most parameters of one address.
const MOST: usize = 200;

/// Parameters that nobody has asked for yet.
#[derive(Debug)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads the query of an address.
    ///
    /// # Errors
    /// [`Error::Refused`] when there are too many, [`Error::Invalid`] when one is said twice.
    pub fn read(uri: &Uri) -> Result<Self> {
        let query = uri.query().unwrap_or_default();
        let mut params: Vec<(String, String)> = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if params.len() == MOST {
                return Err(Error::Refused(Refusals::one(
                    Refusal::new("too-many-parameters").with("limit", MOST),
                )));
            }
            if params.iter().any(|(known, _)| *known == name) {
                return Err(named("repeated-parameter", &name));
            }
            params.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(params))
    }

    /// Reads the address of a page, which may carry the act that its message is about: the frame
    /// takes that for itself.
    ///
    /// # Errors
    /// As [`Params::read`].
    pub fn of_page(uri: &Uri) -> Result<Self> {
        let mut params = Self::read(uri)?;
        params.take("done");
        Ok(params)
    }

    /// Takes a parameter by its name.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    /// Takes `true` or `false`; false when it is not said.
    ///
    /// # Errors
    /// [`Error::Refused`] naming the parameter.
    pub fn take_flag(&mut self, name: &str) -> Result<bool> {
        match self.take(name).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(Error::Refused(Refusals::one(
                Refusal::field(name, "not-yes-or-no").with("value", short(other)),
            ))),
        }
    }

    /// Takes a whole number within bounds, or the one that stands for nothing said.
    ///
    /// # Errors
    /// [`Error::Refused`] naming the parameter.
    pub fn take_number(&mut self, name: &str, unsaid: i64, bounds: (i64, i64)) -> Result<i64> {
        let Some(text) = self.take(name) else {
            return Ok(unsaid);
        };
        let (least, most) = bounds;
        text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            Error::Refused(Refusals::one(
                Refusal::field(name, "number-out-of-range").with("least", least).with("most", most),
            ))
        })
    }

    /// What is left, in its order.
    pub fn rest(self) -> Vec<(String, String)> {
        self.0
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming every parameter that nobody knows.
    pub fn finish(self) -> Result<()> {
        let unknown: Vec<Refusal> =
            self.0.iter().map(|(name, _)| unknown_parameter(name)).collect();
        if unknown.is_empty() { Ok(()) } else { Err(Error::Invalid(Refusals(unknown))) }
    }
}

/// There is no such parameter.
pub fn unknown_parameter(name: &str) -> Refusal {
    Refusal::field(&short(name), "unknown-parameter").with("name", short(name))
}

/// The beginning of what was sent, for a sentence about it.
pub fn short(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(80).collect()
}

fn named(code: &'static str, name: &str) -> Error {
    Error::Invalid(Refusals::one(Refusal::field(&short(name), code).with("name", short(name))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Result<Params> {
        Params::read(&format!("/x?{query}").parse().unwrap())
    }

    #[test]
    fn a_parameter_said_twice_is_refused_by_name() {
        let refused = params("a=1&b=2&a=3").unwrap_err();
        assert_eq!(refused.to_string(), "invalid request: a: repeated-parameter name=a");
        assert!(params("a=1&%61=3").is_err());
    }

    #[test]
    fn what_nobody_knows_is_refused_by_name() {
        let mut params = params("limit=5&limmit=5&x%00y=1").unwrap();
        assert_eq!(params.take("limit").as_deref(), Some("5"));
        let refused = params.finish().unwrap_err().to_string();
        assert!(refused.contains("limmit: unknown-parameter"), "{refused}");
        assert!(refused.contains("x\u{fffd}y: unknown-parameter"), "{refused}");
    }

    #[test]
    fn numbers_keep_their_bounds() {
        let take = |query: &str| params(query).unwrap().take_number("limit", 50, (1, 1_000));
        assert_eq!(take("").unwrap(), 50);
        assert_eq!(take("limit=1000").unwrap(), 1_000);
        for wrong in ["limit=0", "limit=1001", "limit=-1", "limit=a", "limit=", "limit=1e3"] {
            assert!(matches!(take(wrong), Err(Error::Refused(_))), "{wrong}");
        }
    }

    #[test]
    fn thousands_of_parameters_are_not_read() {
        let many: Vec<String> = (0..9_000).map(|n| format!("{n}=")).collect();
        assert!(matches!(params(&many.join("&")), Err(Error::Refused(_))));
    }
}
