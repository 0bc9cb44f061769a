//! Users, teams, roles, tokens, views, import, settings and notifications.
