//! `rapport undo`.

use kernel::words::Words;
use serde_json::json;
use store::undo::undo as take_back;
use uuid::Uuid;
use web::app::App;

use crate::arguments::Undo;
use crate::console::Console;
use crate::problem::Problem;

/// Takes a change set back; names the records that were changed since and left alone.
pub async fn undo(asked: &Undo, app: &App, console: &mut Console) -> Result<(), Problem> {
    let saving = app.saving(app.robot("operator"), Uuid::now_v7());
    let report = take_back(app.store(), &saving, asked.change_set, |_| {}).await?;
    let words = Words::get();
    if asked.json {
        let left: Vec<_> = report
            .left
            .iter()
            .map(|left| {
                json!({
                    "object": left.object,
                    "id": left.record,
                    "title": left.title,
                    "reason": words.refusal(console.language, &left.refusal),
                })
            })
            .collect();
        let report =
            json!({"change_set": report.change_set, "undone": report.undone, "left": left});
        console.line(&report.to_string()).await;
        return Ok(());
    }
    let left = i64::try_from(report.left.len()).unwrap_or(i64::MAX);
    let undone = i64::try_from(report.undone).unwrap_or(i64::MAX);
    let values = [("undone", undone.into()), ("left", left.into())];
    let text = console.text("command-undone", &values);
    console.line(&text).await;
    for left in &report.left {
        let reason = words.refusal(console.language, &left.refusal);
        console.line(&format!("  {} {} {}: {reason}", left.object, left.record, left.title)).await;
    }
    Ok(())
}
