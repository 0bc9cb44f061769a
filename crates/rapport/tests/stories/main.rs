//! What the whole program promises, told through HTTP, on SQLite and again on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod agreement;
mod commands;
mod customers;
mod endurance;
mod export;
mod export_prepared;
mod export_whole;
mod failure_pages;
mod feed;
mod forgery;
mod import;
mod import_cards;
mod import_cut_off;
mod import_drafts;
mod import_keys;
mod import_layouts;
mod import_owner;
mod import_records;
mod import_rest;
mod import_rights;
mod import_rows;
mod import_workbooks;
mod injection;
mod mass_assignment;
mod naughty;
mod operations;
mod parties;
mod plans;
mod rates;
mod redirects;
mod rest_reading;
mod rest_writing;
mod rights;
mod routes;
mod standard_words;
mod tables;
mod webhooks;
mod wizard;
