//! A program with a token.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value as Json;

use crate::answer::Answer;

/// Calls the REST API for one user.
#[derive(Clone, Debug)]
pub struct Api {
    http: Client,
    base: String,
    token: String,
}

impl Api {
    /// A program that calls an address with a token.
    pub fn new(base: &str, token: &str) -> Self {
        Self { http: client(), base: base.to_owned(), token: token.to_owned() }
    }

    /// A request to be filled: `request(Method::POST, "/api/v1/parties")`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Json) -> Answer {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Json) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }
}

/// A client that follows nothing, so that redirects are seen.
pub(crate) fn client() -> Client {
    let quiet = reqwest::redirect::Policy::none();
    Client::builder().no_proxy().redirect(quiet).build().expect("a client")
}
