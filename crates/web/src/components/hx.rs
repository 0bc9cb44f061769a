//! What htmx does when an element is used; the plain address stays beside it for browsers without script.

/// Where a request goes and where its answer lands. Leave it at its default for a plain link or button.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hx<'a> {
    /// Address to fetch.
    pub get: Option<&'a str>,
    /// Address to post the enclosing form to.
    pub post: Option<&'a str>,
    /// Selector of the element that takes the answer: an id in the same file.
    pub target: Option<&'a str>,
    /// How the answer goes in: `outerMorph`, `innerHTML`, `beforeend` …
    pub swap: Option<&'a str>,
    /// Part of the answer to take, when it is a whole page.
    pub select: Option<&'a str>,
    /// Whether the address bar follows.
    pub push: bool,
}

impl<'a> Hx<'a> {
    /// Fetches `url` and morphs the answer over `target`.
    #[must_use]
    pub fn get(url: &'a str, target: &'a str) -> Self {
        Self { get: Some(url), target: Some(target), swap: Some("outerMorph"), ..Self::default() }
    }

    /// Posts to `url` and morphs the answer over `target`.
    #[must_use]
    pub fn post(url: &'a str, target: &'a str) -> Self {
        Self { post: Some(url), target: Some(target), swap: Some("outerMorph"), ..Self::default() }
    }

    pub(super) fn push_url(&self) -> Option<&'static str> {
        self.push.then_some("true")
    }
}
