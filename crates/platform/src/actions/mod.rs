//! The verbs: signing in, inviting, setting up, changing a password.

pub mod accept_link;
pub mod add_token;
pub mod add_user;
pub mod change_password;
pub mod prepare;
pub mod set_up;
pub mod sign_in;
