//! `rapport import`.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use kernel::Error;
use platform::import::reading::Wished;
use platform::import::{self, Hands, Import as Run, Look, Settings, State, Worker};
use tokio::fs::File;
use uuid::Uuid;
use web::app::App;

use super::whole_file;
use crate::arguments::Import;
use crate::console::Console;
use crate::problem::Problem;

/// Progress is told at most so often.
const TELL_EVERY: Duration = Duration::from_secs(1);
/// Refusals that are told one by one; `--json` tells all.
const TOLD: i64 = 20;
/// Refusals that are read at a time.
const PAGE: i64 = 1_000;

/// Imports a file, or only checks it, and tells what became of its rows.
///
/// # Errors
/// When the file could not be imported at all; refused rows are no error.
pub async fn import(asked: &Import, app: &App, console: &mut Console) -> Result<(), Problem> {
    let path = console.path(&asked.file);
    let file = File::open(&path).await.map_err(|error| {
        let problem = Problem::failed("command-import-no-file");
        problem.with("file", path.display()).with("reason", error)
    })?;
    let scope = app.robot("operator");
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let settings = settings(asked, console).await?;
    let id = import::upload(app, &scope, &name, file).await?;
    let look = import::set(app, &scope, id, settings).await?;
    if asked.dry_run {
        import::check(app, &scope, id, Hands::Caller).await?;
    } else {
        import::start(app, &scope, id, Hands::Caller).await?;
    }
    work(app, id, console).await?;
    let run = import::get(app, &scope, id).await?;
    match run.state {
        State::Done | State::Checked => {}
        State::Failed => return Err(Error::Refused(run.faults).into()),
        _ => return Err(Problem::failed("command-import-stopped")),
    }
    if let Some(file) = asked.refused.as_ref().filter(|_| run.counts.refused > 0) {
        let (_, rows) = import::refused_file(app, &scope, id).await?;
        whole_file::write(rows, &console.path(file)).await?;
    }
    if asked.json {
        tell_json(app, (&run, &look), console).await
    } else {
        tell(app, (&run, &look), console).await
    }
}

async fn settings(asked: &Import, console: &Console) -> Result<Settings, Problem> {
    let map = match &asked.map {
        Some(file) => read_map(&console.path(file)).await?,
        None => BTreeMap::new(),
    };
    Ok(Settings {
        object: asked.object.clone(),
        set: asked.set.iter().cloned().collect(),
        map,
        match_by: asked.match_by.clone(),
        create_missing: asked.create_missing.clone(),
        owner_fallback: asked.owner_fallback.clone(),
        mode: asked.mode,
        source: asked.source.clone(),
        file: Wished { sheet: asked.sheet.clone(), ..Wished::default() },
        ..Settings::default()
    })
}

async fn read_map(path: &Path) -> Result<BTreeMap<String, Option<String>>, Problem> {
    let wrong = |reason: String| {
        Problem::failed("command-import-map").with("file", path.display()).with("reason", reason)
    };
    let text = tokio::fs::read(path).await.map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
}

async fn work(app: &App, id: Uuid, console: &mut Console) -> Result<(), Problem> {
    let mut worker = Worker::take_up(app, id).await?;
    let mut told: Option<Instant> = None;
    while let Some(run) = worker.step().await? {
        let (done, total) = run.progress();
        if done < total && told.is_none_or(|told| told.elapsed() >= TELL_EVERY) {
            told = Some(Instant::now());
            let values = [("done", done.into()), ("total", total.into())];
            let text = console.text("command-import-progress", &values);
            console.note(&text).await;
        }
    }
    Ok(())
}

/// The report for programs, written as it is read: there may be a million refusals.
async fn tell_json(
    app: &App,
    (run, look): (&Run, &Look),
    console: &mut Console,
) -> Result<(), Problem> {
    let head = import::report(run, Some(look)).to_string();
    let open = head.strip_suffix('}').unwrap_or(&head);
    console.bytes(format!("{open},\"refusals\":[").into_bytes()).await;
    let scope = app.robot("operator");
    let mut after = None;
    loop {
        let page = import::refusals(app, &scope, run.id, after, PAGE).await?;
        let Some(last) = page.last().map(|cell| (cell.row, cell.position)) else {
            break;
        };
        let cells = page.iter().map(|cell| cell.json(console.language).to_string());
        let comma = if after.is_some() { "," } else { "" };
        let text = format!("{comma}{}", cells.collect::<Vec<_>>().join(","));
        console.bytes(text.into_bytes()).await;
        after = Some(last);
    }
    console.line("]}").await;
    Ok(())
}

async fn tell(app: &App, (run, look): (&Run, &Look), console: &mut Console) -> Result<(), Problem> {
    let counts = run.counts;
    let values = [
        ("rows", counts.rows.into()),
        ("created", counts.created.into()),
        ("updated", counts.updated.into()),
        ("unchanged", counts.unchanged.into()),
        ("refused", counts.refused.into()),
    ];
    let key = if run.change_set.is_some() { "command-imported" } else { "command-import-checked" };
    let text = console.text(key, &values);
    console.line(&text).await;
    if counts.linked > 0 {
        let text = console.text("command-import-linked", &[("count", counts.linked.into())]);
        console.line(&text).await;
    }
    if let Some(system) = look.system {
        let text = console.text("command-import-system", &[("system", system.into())]);
        console.line(&text).await;
    }
    if let Some((_, facet)) = look.facet {
        let text = console.text("command-import-facet", &[("facet", facet.into())]);
        console.line(&text).await;
    }
    for column in look.columns.iter().filter(|column| column.field.is_none()) {
        let values = [("heading", column.heading.as_str().into())];
        let text = console.text("command-import-left-out", &values);
        console.line(&text).await;
    }
    let scope = app.robot("operator");
    let cells = import::refusals(app, &scope, run.id, None, TOLD).await?;
    for cell in &cells {
        let reason = cell.sentence(console.language);
        let (row, column) = (cell.row.to_string(), cell.column.as_str());
        let values = [
            ("row", row.as_str().into()),
            ("column", column.into()),
            ("value", cell.value.as_str().into()),
            ("reason", reason.as_str().into()),
        ];
        let key = if column.is_empty() { "command-import-row" } else { "command-import-cell" };
        let text = console.text(key, &values);
        console.line(&text).await;
    }
    if i64::try_from(cells.len()).is_ok_and(|count| count == TOLD) {
        let text = console.text("command-import-more", &[]);
        console.line(&text).await;
    }
    if let Some(change_set) = run.change_set {
        let id = change_set.to_string();
        let text = console.text("command-import-undo", &[("id", id.as_str().into())]);
        console.line(&text).await;
    }
    Ok(())
}
