//! The file piece by piece: a page of records is all that is ever held.

use std::mem;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use kernel::access::{Act, Reach, Scope};
use kernel::object::Field;
use kernel::record::Record;
use kernel::{Error, Refusal, Result, filter};
use serde_json::{Value as Json, json};
use store::change_set;
use store::query::{ListRequest, Page};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tracing::info;
use uuid::Uuid;
use web::App;
use web::api::output::{Linked, Selection, Writer};
use web::read;

use super::book::Book;
use super::picked::Picked;
use super::{Format, Manner, card, sheet};

/// Records of a page: what is held at once.
const ROWS: u32 = 1_000;
/// Some spreadsheets take a file for UTF-8 by this mark alone.
const MARK: &str = "\u{FEFF}";
/// Bytes of a piece of a finished workbook.
const CHUNK: usize = 64 * 1024;

/// What is written, and how.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which records, in which order; its limit, fields and act are the export's own.
    pub request: ListRequest,
    /// Fields in the order of their columns.
    pub columns: Vec<&'static str>,
    pub manner: Manner,
    /// The list that it is, when it is one: `people`.
    pub list: Option<String>,
    /// What was asked for, as it was written: kept with the act.
    pub asked: String,
    /// The id of the act, so that a file that is begun anew is one act.
    pub act: Uuid,
}

/// A part of the file.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    pub bytes: Bytes,
    /// Records within it.
    pub rows: u64,
}

/// Begins a file, and notes who takes what with them.
///
/// # Errors
/// [`Error::NotFound`] when the asker may see nothing of it, [`Error::Forbidden`] when they may
/// not export it, [`Error::Refused`] when a search finds millions.
pub async fn export(
    app: &App,
    scope: &Scope,
    mut export: Export,
) -> Result<impl Stream<Item = Result<Piece>> + Send + 'static + use<>> {
    check(scope, &export)?;
    if export.manner.format == Format::Vcard {
        export.columns = card::columns(&export.request.object).unwrap_or_default();
    }
    export.request.limit = ROWS;
    export.request.fields.clone_from(&export.columns);
    export.request.cursor = None;
    export.request.act = Act::Export;
    let (first, picked) = first_page(app, scope, &mut export).await?;
    note(app, scope, &export).await?;
    let object = &export.request.object;
    let columns: Vec<Field> =
        export.columns.iter().filter_map(|key| object.field(key)).cloned().collect();
    let book = match export.manner.format {
        Format::Xlsx => Some(Book::new(columns.clone(), scope.zone.clone())?),
        Format::Csv | Format::Json | Format::Jsonl | Format::Vcard => None,
    };
    let selection = Selection::read(&export.columns.join(","), object, &app.catalog())?;
    let walk = Walk {
        app: app.clone(),
        scope: scope.clone(),
        export,
        columns,
        selection,
        book,
        written: 0,
        next: Next::Page(first),
        picked,
        is_told: false,
    };
    Ok(stream::try_unfold(walk, Walk::step))
}

/// Whether somebody may take this out at all, and whether there is such a file of it.
///
/// # Errors
/// [`Error::NotFound`] when the asker may see nothing of it, [`Error::Forbidden`] when they may
/// not export it, [`Error::Invalid`] when its records are no cards.
pub fn check(scope: &Scope, export: &Export) -> Result<()> {
    let object = &export.request.object;
    may(scope, object.key)?;
    if export.manner.format == Format::Vcard && card::columns(object).is_none() {
        return Err(Error::invalid("format", "export-no-cards"));
    }
    Ok(())
}

fn may(scope: &Scope, object: &str) -> Result<()> {
    if scope.reach(object, Act::See) == Reach::None {
        return Err(Error::NotFound);
    }
    if scope.reach(object, Act::Export) == Reach::None {
        return Err(Error::Forbidden(Refusal::new("no-right")));
    }
    Ok(())
}

/// An order that cannot be walked to its end gives way to one that can: a search that finds more
/// than a list shows to the ids of all that it finds, of which further pages are made.
async fn first_page(
    app: &App,
    scope: &Scope,
    export: &mut Export,
) -> Result<(Page, Option<Picked>)> {
    let page = read::list(app, scope, export.request.clone()).await?;
    if !page.bounded {
        return Ok((page, None));
    }
    export.request.sort = filter::resolve_sort("id", &export.request.object, &app.catalog())?;
    if let Some(q) = export.request.search.take() {
        let mut picked = Picked::found(app, scope, &export.request, &q).await?;
        let page = picked.page(app, scope, &export.request).await?;
        return Ok((page.unwrap_or_default(), Some(picked)));
    }
    Ok((read::list(app, scope, export.request.clone()).await?, None))
}

/// Who took what, as an act of its own; how much is known at the end.
async fn note(app: &App, scope: &Scope, export: &Export) -> Result<()> {
    let label = label(export, None);
    let (scope, id) = (scope.clone(), export.act);
    app.store()
        .write(move |tx| {
            let (scope, label) = (scope.clone(), label.clone());
            Box::pin(async move { change_set::begin_as(tx, &scope, id, ("export", &label)).await })
        })
        .await
}

/// What is kept with the act; with how many rows were written, and whether that was all.
fn label(export: &Export, done: Option<(u64, bool)>) -> Json {
    json!({
        "object": export.request.object.key,
        "list": export.list,
        "format": export.manner.format.key(),
        "columns": export.columns,
        "asked": export.asked,
        "rows": done.map(|(rows, _)| rows),
        "whole": done.is_some_and(|(_, whole)| whole),
    })
}

enum Next {
    Page(Page),
    Cursor(String),
    /// Of what a search found, the next ones.
    Picked,
    /// A finished workbook on its way out.
    File(File),
    Nothing,
}

/// A list on its way into a file.
struct Walk {
    app: App,
    scope: Scope,
    export: Export,
    columns: Vec<Field>,
    selection: Selection,
    /// The workbook, until it is whole.
    book: Option<Book>,
    written: u64,
    next: Next,
    /// What a search found and is not written yet.
    picked: Option<Picked>,
    is_told: bool,
}

impl Walk {
    async fn step(mut self) -> Result<Option<(Piece, Self)>> {
        let is_first = matches!(self.next, Next::Page(_));
        let page = match mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return Ok(None),
            Next::File(file) => return self.read(file).await,
            Next::Page(page) => page,
            Next::Cursor(cursor) => {
                let request = ListRequest { cursor: Some(cursor), ..self.export.request.clone() };
                read::list(&self.app, &self.scope, request).await?
            }
            Next::Picked => self.next_picked().await?,
        };
        let bytes = self.write(&page, is_first).await?;
        let rows = u64::try_from(page.records.len()).unwrap_or(u64::MAX);
        self.written += rows;
        match page.next {
            None if self.has_picked() => self.next = Next::Picked,
            Some(cursor) => self.next = Next::Cursor(cursor),
            // Half a list must not look like a whole one.
            None if page.bounded => return Err(Error::broken("the list could not be walked")),
            None => {
                if let Some(book) = self.book.take() {
                    let file = spawn_blocking(|| book.finish()).await.map_err(Error::broken)??;
                    self.next = Next::File(File::from_std(file));
                }
                self.tell().await?;
            }
        }
        Ok(Some((Piece { bytes: bytes.into(), rows }, self)))
    }

    fn has_picked(&self) -> bool {
        self.picked.as_ref().is_some_and(|picked| !picked.is_done())
    }

    async fn next_picked(&mut self) -> Result<Page> {
        let page = match &mut self.picked {
            Some(picked) => picked.page(&self.app, &self.scope, &self.export.request).await?,
            None => None,
        };
        Ok(page.unwrap_or_default())
    }

    /// A part of a finished workbook.
    async fn read(mut self, mut file: File) -> Result<Option<(Piece, Self)>> {
        let mut bytes = BytesMut::with_capacity(CHUNK);
        if file.read_buf(&mut bytes).await.map_err(Error::broken)? == 0 {
            return Ok(None);
        }
        self.next = Next::File(file);
        Ok(Some((Piece { bytes: bytes.freeze(), rows: 0 }, self)))
    }

    async fn write(&mut self, page: &Page, is_first: bool) -> Result<Vec<u8>> {
        match self.export.manner.format {
            Format::Xlsx => {
                if let Some(mut book) = self.book.take() {
                    let (records, titles) = (page.records.clone(), page.titles.clone());
                    let writing =
                        spawn_blocking(move || book.rows(&records, &titles).map(|()| book));
                    self.book = Some(writing.await.map_err(Error::broken)??);
                }
                Ok(Vec::new())
            }
            Format::Csv => {
                let mut bytes = Vec::new();
                if is_first && self.export.manner.bom {
                    bytes.extend_from_slice(MARK.as_bytes());
                }
                if is_first {
                    bytes.extend(sheet::headings(&self.columns)?);
                }
                bytes.extend(sheet::rows(&self.columns, &page.records, &page.titles)?);
                Ok(bytes)
            }
            Format::Json => self.array(page),
            Format::Jsonl => self.lines(page),
            Format::Vcard => {
                Ok(card::cards(&self.export.request.object, &page.records, &page.titles))
            }
        }
    }

    /// A part of the array, with what opens and closes it.
    fn array(&self, page: &Page) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (place, record) in page.records.iter().enumerate() {
            let mark: &[u8] = if self.written == 0 && place == 0 { b"[\n" } else { b",\n" };
            bytes.extend_from_slice(mark);
            self.record(record, page, &mut bytes)?;
        }
        if page.next.is_none() && !self.has_picked() {
            let is_empty = self.written == 0 && page.records.is_empty();
            bytes.extend_from_slice(if is_empty { b"[]\n" } else { b"\n]\n" });
        }
        Ok(bytes)
    }

    fn lines(&self, page: &Page) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for record in &page.records {
            self.record(record, page, &mut bytes)?;
            bytes.push(b'\n');
        }
        Ok(bytes)
    }

    /// A record as the API writes it.
    fn record(&self, record: &Record, page: &Page, bytes: &mut Vec<u8>) -> Result<()> {
        let linked = Linked::new();
        let writer = Writer {
            object: &self.export.request.object,
            titles: &page.titles,
            selection: &self.selection,
            linked: &linked,
        };
        serde_json::to_writer(bytes, &writer.record(record)).map_err(Error::broken)
    }

    /// Notes how much was taken, before whoever takes it has the end.
    async fn tell(&mut self) -> Result<()> {
        self.is_told = true;
        relabel(&self.app, self.export.act, label(&self.export, Some((self.written, true))))
            .await?;
        info!(
            export.object = self.export.request.object.key,
            export.rows = self.written,
            "Exported {} records of {}",
            self.written,
            self.export.request.object.key
        );
        Ok(())
    }
}

/// A file that broke off, or that nobody fetched to its end, still took something out.
impl Drop for Walk {
    fn drop(&mut self) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if !self.is_told {
            let (app, act) = (self.app.clone(), self.export.act);
            let label = label(&self.export, Some((self.written, false)));
            runtime.spawn(async move {
                if let Err(error) = relabel(&app, act, label).await {
                    tracing::error!("How much an export took could not be noted: {error:?}");
                }
            });
        }
    }
}

async fn relabel(app: &App, act: Uuid, label: Json) -> Result<()> {
    app.store()
        .write(move |tx| {
            let label = label.clone();
            Box::pin(async move { change_set::relabel(tx, act, &label).await })
        })
        .await
}
