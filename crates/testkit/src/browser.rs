//! A person with a browser: a cookie, and the token that forms carry.

use reqwest::header::COOKIE;
use reqwest::{Client, Method, RequestBuilder};

use crate::answer::Answer;

/// The browser of a signed-in person. It follows no redirect.
#[derive(Clone, Debug)]
pub struct Browser {
    http: Client,
    base: String,
    cookie: String,
    csrf: String,
}

impl Browser {
    /// A browser that sends a cookie, `session=…`, and puts a token into its forms.
    pub fn new(base: &str, cookie: &str, csrf: &str) -> Self {
        Self {
            http: crate::api::client(),
            base: base.to_owned(),
            cookie: cookie.to_owned(),
            csrf: csrf.to_owned(),
        }
    }

    /// The token of this session's forms.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// A request with the cookie and nothing else.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        if self.cookie.is_empty() { request } else { request.header(COOKIE, &self.cookie) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).header("accept", "text/html")).await
    }

    /// Sends a form as the page would.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = vec![("csrf", self.csrf.as_str())];
        form.extend_from_slice(fields);
        let request = self.request(Method::POST, path).header("accept", "text/html");
        Answer::of(request.header("sec-fetch-site", "same-origin").form(&form)).await
    }
}
