//! The values of a statement on their way to it: text never holds what somebody wrote.

use crate::dialect::Dialect;
use crate::sql_value::SqlValue;

/// Collects the bound values of one statement and gives each its placeholder.
#[derive(Debug)]
pub struct Binds {
    pub dialect: Dialect,
    values: Vec<SqlValue>,
    aliases: usize,
}

impl Binds {
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, values: Vec::new(), aliases: 0 }
    }

    /// The placeholder of one more value: `$3`.
    pub fn add(&mut self, value: impl Into<SqlValue>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// The placeholders of several: `$3, $4`.
    pub fn list<V: Into<SqlValue>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let marks: Vec<String> = values.into_iter().map(|value| self.add(value)).collect();
        marks.join(", ")
    }

    /// What the statement is run with.
    pub fn values(&self) -> &[SqlValue] {
        &self.values
    }

    /// The same, when the statement is kept for later.
    pub(super) fn into_values(self) -> Vec<SqlValue> {
        self.values
    }

    /// An alias that no other table of the statement has.
    pub(super) fn alias(&mut self) -> String {
        self.aliases += 1;
        format!("t{}", self.aliases)
    }
}

/// A table in a statement. The columns of a shy one choose no index, so that the walk along
/// another one is not given up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    alias: &'a str,
    shy: bool,
}

impl<'a> Source<'a> {
    pub const fn new(alias: &'a str) -> Self {
        Self { alias, shy: false }
    }

    pub const fn shy(alias: &'a str) -> Self {
        Self { alias, shy: true }
    }

    pub fn column(&self, dialect: Dialect, name: &str) -> String {
        let column = self.plain(name);
        if self.shy { dialect.shy(&column) } else { column }
    }

    /// The column as it is, for a condition that shall use an index.
    pub fn plain(&self, name: &str) -> String {
        format!("{}.\"{name}\"", self.alias)
    }
}

/// All of them; nothing given is true.
pub(super) fn all_of(conditions: &[String]) -> String {
    joined(conditions, " and ", "1 = 1")
}

/// One of them; nothing given is false.
pub(super) fn any_of(conditions: &[String]) -> String {
    joined(conditions, " or ", NEVER)
}

/// A condition that no row meets.
pub(super) const NEVER: &str = "1 = 0";

/// How many conditions stand beside each other; databases bound how deep a chain may be.
const CHAIN: usize = 50;

fn joined(conditions: &[String], with: &str, none: &str) -> String {
    match conditions {
        [] => none.to_owned(),
        [one] => one.clone(),
        few if few.len() <= CHAIN => format!("({})", few.join(with)),
        many => {
            let groups: Vec<String> =
                many.chunks(CHAIN).map(|group| joined(group, with, none)).collect();
            joined(&groups, with, none)
        }
    }
}
