//! The pieces every page is made of: plain functions with typed arguments and translated words.
//!
//! A component holds no query, no rule and no text of its own. Its arguments are borrowed, its
//! addresses are strings, and it works as plain HTML before any script runs. `/design` shows them all.

mod address;
mod avatar;
mod banner;
mod breadcrumb;
mod button;
mod card;
mod cell;
mod chart;
mod choice;
mod combobox;
mod composer;
mod dialog;
mod empty;
mod entries;
mod error_page;
mod fact;
mod field;
mod file_drop;
mod filter;
mod form;
mod hx;
mod icon;
mod input;
mod layout;
mod menu;
mod number;
mod pager;
mod palette;
mod progress;
mod rail;
mod relation;
mod shell;
mod stat;
mod steps;
mod table;
mod tabs;
mod tag;
mod tags;
mod timeline;
mod toast;
mod topbar;

pub use address::{Address, AddressPart, address};
pub use avatar::{Avatar, AvatarSize, avatar, initials};
pub use banner::{Banner, Tone, banner};
pub use breadcrumb::{Crumb, breadcrumb};
pub use button::{
    Button, ButtonKind, IconButton, LinkButton, button, icon_button, link_button, submit,
};
pub use card::{card, card_with};
pub use cell::{
    cell_date, cell_email, cell_empty, cell_link, cell_mark, cell_name, cell_number, cell_phone,
    cell_tags, cell_text,
};
pub use chart::{Bar, bars, spark};
pub use choice::{Choice, checkbox, checkbox_group, radio_group, select, switch};
pub use combobox::{Combobox, Suggestion, combobox, combobox_control, suggestions};
pub use composer::{Composer, composer};
pub use dialog::{Dialog, dialog, dialog_opener, peek};
pub use empty::{EmptyState, empty_state};
pub use entries::{Entries, Entry, entries};
pub use error_page::{ErrorPage, error_page};
pub use fact::{Fact, FactCard, FactEditor, fact, fact_card, fact_editor};
pub use field::{Field, Span, field, hidden, labelled_by};
pub use file_drop::{FileDrop, file_drop};
pub use filter::{Chip, ChipsBar, chips_bar, filter_chip, search_box};
pub use form::{Form, Summary, error_summary, form, form_actions, form_grid, form_section};
pub use hx::Hx;
pub use icon::{NAMES as ICON_NAMES, icon};
pub use input::{
    date, datetime, duration, email, input_control, password, phone, text, textarea, time, url,
};
pub use layout::{
    PageHead, RecordHead, home_columns, list_page, narrow_page, page_head, record_head,
    record_page, region, settings_page,
};
pub use menu::{LateMenu, Menu, MenuItem, late_menu, menu, menu_items, tooltip};
pub use number::{Money, NumberRange, money, number};
pub use pager::{BulkBar, Pager, bulk_bar, pager};
pub use palette::{PaletteItem, palette_results};
pub use progress::{JobProgress, job_progress, progress};
pub use relation::{Relation, RelationCard, relation_card};
pub use shell::{NavItem, PlainPage, Shell, ShellWords, page, plain_page};
pub use stat::{Stat, stat};
pub use steps::{Step, StepState, stepper, steps};
pub use table::{Column, Direction, Phone, Row, Selection, SortLink, Table, table, table_rows};
pub use tabs::{Tab, tabs};
pub use tag::{Mark, TagColour, mark, mark_with_text, status, tag};
pub use tags::{TagsInput, tags};
pub use timeline::{TimelineItem, timeline, timeline_item};
pub use toast::{Toast, toast, toast_partial};
