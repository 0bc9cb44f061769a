//! A list kept by hand: "trade fair 2026". Its members carry a link to it, so that membership is
//! filtered, journaled and undone like any other field.

use kernel::conduct::Conduct;
use kernel::face::{CREATED_AT, OWNER, Searched, face};
use kernel::object::Object;
use kernel::shape::{Name, Text};
use kernel::{fields, record};

record! {
    /// A list kept by hand.
    pub struct RecordList in "record_list", "record_lists" {
        name: Name,
        /// What it is for, in one line.
        purpose: Text,
    }
}

impl Conduct for RecordList {}

pub(super) fn object() -> Object {
    kernel::object::object::<RecordList>()
        .required(fields![RecordList::name])
        .matching(fields![RecordList::name])
        .standard(fields![RecordList::name, RecordList::purpose])
        .face(
            face::<RecordList>("record_list", "lists", "list")
                .title(RecordList::name)
                .subtitle(fields![RecordList::purpose])
                .columns(fields![RecordList::name, RecordList::purpose, OWNER, CREATED_AT])
                .section("record_list", fields![RecordList::name, RecordList::purpose])
                .form(fields![RecordList::name, RecordList::purpose])
                .filters(fields![RecordList::name, OWNER])
                .sort(RecordList::name, false)
                .searched(RecordList::name, Searched::AsName)
                .fast(None, RecordList::name)
                .build(),
        )
        .build()
}
