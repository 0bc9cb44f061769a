//! One row: its number and its cells, in one piece of memory that the next row uses again.

use std::sync::Arc;

use kernel::Refusal;

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet numbers it: the headings usually are row 1.
    pub number: u64,
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
    /// What is known of cells beside their text, by their places.
    marks: Vec<(usize, Mark)>,
    /// The record as the file has it, where the file is no table.
    raw: Option<Arc<str>>,
    /// Why it cannot be read at all.
    fault: Option<Refusal>,
}

/// What a file knows of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A number, whose decimal sign is the point whatever people write elsewhere.
    Exact,
    /// The error that a formula came to.
    Mistake,
    /// A formula without a value: nobody has reckoned it yet.
    NotReckoned,
    /// A list or an object, as JSON.
    Nested,
}

impl Row {
    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell; empty when the row is shorter.
    pub fn cell(&self, at: usize) -> &str {
        let end = self.ends.get(at).copied().unwrap_or_default();
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(from..end).unwrap_or_default()
    }

    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.fault.is_none() && self.text.trim().is_empty()
    }

    /// The record as the file has it; nothing for rows of tables.
    pub fn raw(&self) -> &str {
        self.raw.as_deref().unwrap_or_default()
    }

    /// Why nothing of it can be read.
    pub const fn fault(&self) -> Option<&Refusal> {
        self.fault.as_ref()
    }

    pub(super) fn keep_raw(&mut self, raw: &str) {
        self.raw = Some(raw.into());
    }

    pub(super) fn refuse(&mut self, reason: Refusal) {
        self.fault = Some(reason);
    }

    pub(super) fn begin(&mut self, number: u64) {
        self.number = number;
        self.text.clear();
        self.ends.clear();
        self.marks.clear();
        self.raw = None;
        self.fault = None;
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// Marks the cell that is being written.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.marks.push((self.ends.len(), mark));
    }

    /// What is known of a cell.
    pub fn mark_of(&self, at: usize) -> Option<Mark> {
        let place = self.marks.binary_search_by_key(&at, |(place, _)| *place).ok()?;
        self.marks.get(place).map(|(_, mark)| *mark)
    }

    pub(super) fn size(&self) -> usize {
        self.text.len()
    }

    /// A row of ready cells, for those that were kept.
    pub fn of(number: u64, cells: &[String]) -> Self {
        let mut row = Self::default();
        row.begin(number);
        for cell in cells {
            row.push(cell);
            row.end_cell();
        }
        row
    }
}
