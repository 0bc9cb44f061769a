//! What the whole program promises, told through HTTP, on SQLite and again on PostgreSQL.

mod agreement;
mod commands;
mod endurance;
mod forgery;
mod import;
mod injection;
mod mass_assignment;
mod operations;
mod parties;
mod redirects;
mod rest_reading;
mod rest_writing;
mod rights;
mod routes;
