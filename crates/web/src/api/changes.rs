//! The feed of changes: pages, long polls and streams.

/// These wait for news and have their own places.
pub const PATHS: [&str; 2] = ["/api/v1/changes", "/events"];
