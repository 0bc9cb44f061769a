//! Versions as entity tags: `"v3"`.

use http::header::IF_MATCH;
use http::{HeaderMap, HeaderValue};
use kernel::{Error, Result};

/// No record has this version.
const NEVER_GIVEN: i64 = 0;

/// The tag of a version.
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"v{version}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("\"v0\""))
}

/// The version that the caller saw; `None` when it did not say, or takes any (`*`). A tag that we
/// never gave is a version that no record has, so its holder is stale. A list of several tags is
/// not a version. Proxies that compress may have weakened the tag.
///
/// # Errors
/// [`Error::Invalid`] naming `If-Match` when it holds no entity tag.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(IF_MATCH) else {
        return Ok(None);
    };
    let wrong = || Error::invalid("If-Match", "not-an-etag");
    let text = value.to_str().map_err(|_| wrong())?.trim();
    if text == "*" {
        return Ok(None);
    }
    let strong = text.strip_prefix("W/").unwrap_or(text);
    let quoted = strong.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let opaque = quoted.filter(|opaque| !opaque.contains('"')).ok_or_else(wrong)?;
    let version = opaque.strip_prefix('v').and_then(|digits| digits.parse().ok());
    Ok(Some(version.unwrap_or(NEVER_GIVEN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<i64>> {
        if_match(&HeaderMap::from_iter([(IF_MATCH, value.parse().unwrap())]))
    }

    #[test]
    fn a_tag_is_read_as_it_was_given() {
        let given = etag(3);
        assert_eq!(read(given.to_str().unwrap()).unwrap(), Some(3));
        assert_eq!(read("W/\"v3\"").unwrap(), Some(3));
        assert_eq!(read("*").unwrap(), None);
        assert_eq!(if_match(&HeaderMap::new()).unwrap(), None);
    }

    #[test]
    fn a_tag_that_we_never_gave_is_stale() {
        for foreign in ["\"3\"", "\"v\"", "\"99\"", "W/\"abc\""] {
            assert_eq!(read(foreign).unwrap(), Some(NEVER_GIVEN), "{foreign}");
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for wrong in ["3", "v3", "\"v3\", \"v4\"", "\"", ""] {
            assert!(matches!(read(wrong), Err(Error::Invalid(_))), "{wrong}");
        }
    }
}
