//! E-mail addresses and their domains.

use email_address::{EmailAddress, Options};

use crate::free_mail_table::FREE_MAIL;
use crate::text::fold::{fold_case, half_width};

/// Longest address, in bytes: RFC 5321, 4.5.3.1.3, without the angle brackets.
const LENGTH: usize = 254;

/// Why a text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("write an e-mail address")]
    Empty,
    #[error("an e-mail address has at most 254 characters")]
    TooLong,
    #[error("an e-mail address looks like ana@example.com")]
    NotAnAddress,
}

impl EmailError {
    /// The stable name of the refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "email-empty",
            Self::TooLong => "email-too-long",
            Self::NotAnAddress => "email-invalid",
        }
    }
}

/// Reads an address into the one form that is stored and compared: trimmed, without `mailto:`,
/// domain in lower case, local part in lower ASCII case (no provider tells them apart).
///
/// # Errors
/// When the text is no address with a domain of two labels at least.
pub fn parse_email(text: &str) -> Result<String, EmailError> {
    let text = text.trim();
    let text = match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => text.get(7..).unwrap_or_default(),
        _ => text,
    };
    if text.is_empty() {
        return Err(EmailError::Empty);
    }
    if text.len() > LENGTH {
        return Err(EmailError::TooLong);
    }
    let text: String = text.chars().map(half_width).collect();
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || is_invisible(c);
    if text.chars().any(is_odd) {
        return Err(EmailError::NotAnAddress);
    }
    let options =
        Options::default().with_required_tld().without_display_text().without_domain_literal();
    let address =
        EmailAddress::parse_with_options(&text, options).map_err(|_| EmailError::NotAnAddress)?;
    let local = address.local_part().to_ascii_lowercase();
    let stored = format!("{local}@{}", fold_case(address.domain()));
    match stored.len() > LENGTH {
        true => Err(EmailError::TooLong),
        false => Ok(stored),
    }
}

/// The domain of an address, as it stands.
pub fn email_domain(address: &str) -> Option<&str> {
    let (_, domain) = address.rsplit_once('@')?;
    (!domain.is_empty()).then_some(domain)
}

/// Whether anybody can get an address under a domain, so that it says nothing about a company.
pub fn is_free_mail_domain(domain: &str) -> bool {
    let lower = domain.trim().to_ascii_lowercase();
    FREE_MAIL.binary_search(&lower.as_str()).is_ok()
}

/// Characters that hide in copied text or turn its direction.
fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0x00AD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_gets_one_form() {
        for (text, stored) in [
            (" Ana.Garcia@ACME.es ", "ana.garcia@acme.es"),
            ("mailto:bob@example.com", "bob@example.com"),
            ("ａｎａ＠acme．es", "ana@acme.es"),
            ("o'brien+crm@mail.acme.co.uk", "o'brien+crm@mail.acme.co.uk"),
            ("王伟@例子.中国", "王伟@例子.中国"),
            ("Info@MÜLLER.de", "info@müller.de"),
        ] {
            assert_eq!(parse_email(text).as_deref(), Ok(stored), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_by_name() {
        for text in [
            "ana",
            "ana@",
            "@acme.es",
            "ana@acme",
            "ana@@acme.es",
            "ana garcia@acme.es",
            "Ana <ana@acme.es>",
            "ana@acme.es,bob@acme.es",
            "a\0b@acme.es",
            "ana@[127.0.0.1]",
            "ana@acme.es\nbcc: x@y.z",
            "an\u{202E}a@acme.es",
            "ana@acme..es",
            "ana@-acme.es",
        ] {
            assert_eq!(parse_email(text), Err(EmailError::NotAnAddress), "{text}");
        }
        assert_eq!(parse_email("  "), Err(EmailError::Empty));
        let long = format!("{}@acme.es", "a".repeat(300));
        assert_eq!(parse_email(&long), Err(EmailError::TooLong));
    }

    #[test]
    fn domains_of_mail_providers_are_known() {
        assert!(FREE_MAIL.is_sorted_by(|a, b| a < b));
        for domain in ["gmail.com", "QQ.com", "163.com", "hotmail.es", "telefonica.net"] {
            assert!(is_free_mail_domain(domain), "{domain}");
        }
        assert!(!is_free_mail_domain("acme.es"));
        assert_eq!(email_domain("ana@acme.es"), Some("acme.es"));
        assert_eq!(email_domain("ana"), None);
    }

    proptest! {
        #[test]
        fn reading_twice_changes_nothing(text in "[A-Za-z.+ñ]{1,12}@[A-Za-zÑ-]{1,8}\\.[a-z]{2,3}") {
            if let Ok(stored) = parse_email(&text) {
                prop_assert_eq!(parse_email(&stored), Ok(stored.clone()));
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _answer = parse_email(&text);
        }
    }
}
