//! A column that an import writes: where its cells come from, and how they are read.

use kernel::kind::Kind;
use kernel::number::DecimalStyle;

use super::super::cell::Rules;
use super::super::mapping::Target;

/// A column that is written somewhere.
#[derive(Clone, Debug)]
pub struct Column {
    pub from: From,
    /// As the report names it.
    pub heading: String,
    pub target: Target,
    /// The kind that a cell is read as.
    pub kind: Kind,
    pub rules: Rules,
    /// The column for cells of a workbook that are numbers.
    pub exact: Option<Box<Self>>,
}

impl Column {
    /// The decimal sign of a workbook's numbers is the point.
    pub(super) fn know_numbers(&mut self) {
        let mut exact = self.clone();
        exact.rules.reading.decimal_style = DecimalStyle::Point;
        self.exact = Some(Box::new(exact));
    }
}

/// Where the cells of a column come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    Cell(usize),
    /// The same for all rows.
    Fixed(String),
}
