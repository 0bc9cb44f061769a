//! Many rows in one statement: a column is sent as one array, so that any number of rows has the
//! same statement.

use deadpool_postgres::Object;
use kernel::{Error, Result};
use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use super::session::Fault;
use crate::sql_value::SqlValue;

/// Rows a statement at most, so that none takes long.
const CHUNK: usize = 2_000;

/// A prepared insert and how each column is sent.
pub(super) struct Plan {
    statement: Statement,
    /// Lists of texts cannot lie in an array of arrays of unlike length; they are sent joined.
    joined: Vec<bool>,
}

/// Finds the columns' types and prepares the statement; both are kept with the connection.
///
/// # Errors
/// Those of the server.
pub(super) async fn plan(client: &Object, table: &str, columns: &[&str]) -> Result<Plan, Fault> {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let names = names.join(", ");
    let probe = client.prepare_cached(&format!("select {names} from \"{table}\"")).await?;
    let types: Vec<&Type> = probe.columns().iter().map(tokio_postgres::Column::type_).collect();
    let joined: Vec<bool> = types.iter().map(|kind| **kind == Type::TEXT_ARRAY).collect();
    let arrays: Vec<String> = types
        .iter()
        .zip(1..)
        .map(|(kind, at)| match **kind {
            Type::TEXT_ARRAY => format!("${at}::text[]"),
            _ => format!("${at}::{}[]", kind.name()),
        })
        .collect();
    let picked: Vec<String> = joined
        .iter()
        .zip(1..)
        .map(
            |(joined, at)| {
                if *joined { format!("string_to_array(c{at}, ' ')") } else { format!("c{at}") }
            },
        )
        .collect();
    let marks: Vec<String> = (1..=columns.len()).map(|at| format!("c{at}")).collect();
    let sql = format!(
        "insert into \"{table}\" ({names}) select {} from unnest({}) as given ({})",
        picked.join(", "),
        arrays.join(", "),
        marks.join(", ")
    );
    Ok(Plan { statement: client.prepare_cached(&sql).await?, joined })
}

/// Sends the rows.
///
/// # Errors
/// Those of the server.
pub(super) async fn run(
    client: &Object,
    plan: &Plan,
    rows: Vec<Vec<SqlValue>>,
) -> Result<(), Fault> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
        let given = chunk.len();
        let columns = turned(chunk, &plan.joined);
        let parameters: Vec<_> = columns.iter().collect();
        let written = client.execute_raw(&plan.statement, parameters).await?;
        if usize::try_from(written).ok() != Some(given) {
            return Err(Fault::Ours(Error::broken("an insert wrote another number of rows")));
        }
    }
    Ok(())
}

/// Rows turned into columns.
fn turned(rows: Vec<Vec<SqlValue>>, joined: &[bool]) -> Vec<Vec<SqlValue>> {
    let mut columns: Vec<Vec<SqlValue>> =
        joined.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        for ((column, value), joined) in columns.iter_mut().zip(row).zip(joined) {
            column.push(match value {
                SqlValue::Texts(texts) if *joined => SqlValue::Text(texts.join(" ")),
                other => other,
            });
        }
    }
    columns
}
