//! The parameters that hold a list's fields against values: `city=Madrid`, `created_at.gte=…`.

use kernel::catalog::Catalog;
use kernel::filter::Op;
use kernel::kind::Kind;
use kernel::kind_rules::operators;
use kernel::object::{Field, Object};
use kernel::period::Period;
use serde_json::{Value as Json, json};

/// Parameters of every list; a field of that name is compared as `sort.eq`.
const PARAMETERS: [&str; 8] =
    ["where", "q", "sort", "limit", "cursor", "fields", "count", "deleted"];

/// A parameter for each field and operator, and one for each field over a link.
pub(super) fn of(object: &Object, catalog: &Catalog) -> Vec<Json> {
    let mut parameters = Vec::new();
    for field in object.fields.iter().filter(|field| !field.secret) {
        parameters.extend(comparisons("", field));
        let Kind::Link(target) = field.kind else {
            continue;
        };
        let over = catalog.object(target).filter(|_| field.key != "id").into_iter();
        for beyond in over.flat_map(|target| &target.fields).filter(|field| !field.secret) {
            parameters.extend(comparisons(&format!("{}.", field.key), beyond).into_iter().take(1));
        }
    }
    parameters
}

/// `field` and `field.op` for each operator of its kind.
fn comparisons(over: &str, field: &Field) -> Vec<Json> {
    operators(field.kind)
        .iter()
        .map(|op| {
            let name = match op {
                Op::Eq if !PARAMETERS.contains(&field.key) => format!("{over}{}", field.key),
                op => format!("{over}{}.{}", field.key, op.key()),
            };
            json!({"name": name, "in": "query", "schema": operand(field.kind, *op)})
        })
        .collect()
}

fn operand(kind: Kind, op: Op) -> Json {
    match op {
        // A bare name means yes.
        Op::Empty => json!({"type": "string", "enum": ["true", "false", "1", "0", ""]}),
        Op::Within => json!({"type": "string", "examples": Period::EXAMPLES}),
        Op::Contains | Op::Starts | Op::In | Op::Nin => json!({"type": "string"}),
        _ => value(kind),
    }
}

/// One value that a field may have, as an address writes it.
fn value(kind: Kind) -> Json {
    let id = json!({"type": "string", "format": "uuid"});
    match kind {
        Kind::YesNo => json!({"type": "boolean"}),
        Kind::Whole => json!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX}),
        Kind::Duration => json!({"type": "integer", "minimum": 0, "maximum": i64::MAX}),
        Kind::Decimal { .. } | Kind::Percent => json!({"type": "number"}),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::Instant => json!({"type": "string", "format": "date-time"}),
        Kind::Choice(set) | Kind::Choices(set) => json!({"type": "string", "enum": set.keys}),
        Kind::Link("user") | Kind::Links("user") => json!({"anyOf": [id, {"const": "me"}]}),
        Kind::Link("team") | Kind::Links("team") => json!({"anyOf": [id, {"const": "my-teams"}]}),
        Kind::Link(_) | Kind::Links(_) | Kind::File => id,
        Kind::Money => json!({"type": "string", "examples": ["1250.00 EUR"]}),
        _ => json!({"type": "string"}),
    }
}
