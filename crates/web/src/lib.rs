//! HTTP, HTML components, generic screens and the generic REST API.
