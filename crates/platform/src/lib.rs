//! Users, teams, roles, tokens, views, import, settings and notifications.

pub mod objects;
pub mod password;
pub mod standard_role;
#[cfg(test)]
mod testing;
pub mod throttle;
