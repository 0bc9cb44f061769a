//! HTTP, HTML components, generic screens and the generic REST API.

pub mod assets;
pub mod components;
