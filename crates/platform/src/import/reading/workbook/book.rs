//! What a workbook consists of: its sheets, where they lie, how its numbers look.

use std::collections::HashMap;
use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::super::Fault;
use super::archive::Archive;
use super::look::{self, Look};
use super::xml::{attribute, broken};

/// Most bytes of a part that says how others are read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
const MAX_SHEETS: usize = 1_000;
/// Characters of a sheet's name; spreadsheets allow 31.
const NAME_CHARS: usize = 100;

/// A workbook without its cells.
#[derive(Debug)]
pub(super) struct Book {
    pub sheets: Vec<Sheet>,
    /// The part of the strings.
    pub strings: Option<String>,
    /// How the numbers of each style look.
    pub looks: Vec<Look>,
    /// Whether days are counted from 1904.
    pub is_1904: bool,
}

/// A sheet with cells.
#[derive(Debug)]
pub(super) struct Sheet {
    pub name: String,
    pub part: String,
    pub is_hidden: bool,
}

/// What a part refers to: what it is, and where.
struct Relation {
    kind: String,
    part: String,
}

impl Book {
    pub fn read<R: Read + Seek>(
        archive: &Archive,
        open: impl Fn() -> std::io::Result<R>,
    ) -> Result<Self, Fault> {
        if !archive.has("_rels/.rels") {
            return Err(no_workbook(archive));
        }
        let main = relations(archive, &open, "")?;
        let main = main.into_values().find(|relation| relation.kind == "officeDocument");
        let main = main.ok_or_else(|| no_workbook(archive))?.part;
        let is_binary = main.get(main.len().saturating_sub(4)..) == Some(".bin");
        if is_binary {
            return Err(Fault::of("import-workbook-old"));
        }
        let relations = relations(archive, &open, &main)?;
        let of_kind = |kind: &str| {
            let part = relations.values().find(|relation| relation.kind == kind);
            part.map(|relation| relation.part.clone()).filter(|part| archive.has(part))
        };
        let (sheets, is_1904) = sheets(archive, &open, (&main, &relations))?;
        let looks = match of_kind("styles") {
            Some(part) => look::read(archive.xml(open()?, &part, MAX_BYTES)?)?,
            None => Vec::new(),
        };
        Ok(Self { sheets, strings: of_kind("sharedStrings"), looks, is_1904 })
    }
}

/// An archive of another kind: of another program's workbook, or of something else.
fn no_workbook(archive: &Archive) -> Fault {
    let is_open_document = archive.has("mimetype") && archive.has("content.xml");
    Fault::of(if is_open_document { "import-workbook-old" } else { "import-is-no-workbook" })
}

/// Reads what a part refers to, by the names that it uses itself.
fn relations<R: Read + Seek>(
    archive: &Archive,
    open: &impl Fn() -> std::io::Result<R>,
    part: &str,
) -> Result<HashMap<String, Relation>, Fault> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let place = format!("{folder}/_rels/{name}.rels");
    let mut relations = HashMap::new();
    if !archive.has(&place) {
        return Ok(relations);
    }
    let mut xml = archive.xml(open()?, &place, MAX_BYTES)?;
    loop {
        match xml.next()? {
            Event::Start(tag) if tag.local_name().as_ref() == b"Relationship" => {
                let said = |name| attribute(&tag, name).map(Option::unwrap_or_default);
                let (id, kind, target) = (said("Id")?, said("Type")?, said("Target")?);
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id, Relation { kind, part: resolved(folder, &target) });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A path as another part says it: from the root, or from the folder of that part.
fn resolved(folder: &str, target: &str) -> String {
    let from_folder = format!("{folder}/{target}");
    let path = if target.starts_with('/') { target } else { &from_folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The sheets with cells, and from when days are counted.
fn sheets<R: Read + Seek>(
    archive: &Archive,
    open: &impl Fn() -> std::io::Result<R>,
    (part, relations): (&str, &HashMap<String, Relation>),
) -> Result<(Vec<Sheet>, bool), Fault> {
    let mut xml = archive.xml(open()?, part, MAX_BYTES)?;
    let (mut sheets, mut is_1904, mut is_book) = (Vec::new(), false, false);
    loop {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                b"workbook" => is_book = true,
                _ if !is_book => return Err(Fault::of("import-is-no-workbook")),
                b"workbookPr" => {
                    if let Some(said) = attribute(&tag, "date1904")? {
                        is_1904 = matches!(said.as_str(), "1" | "true");
                    }
                }
                b"sheet" => {
                    let said = |name| attribute(&tag, name).map(Option::unwrap_or_default);
                    let relation = relations.get(&said("id")?).ok_or_else(broken)?;
                    if relation.kind == "worksheet" {
                        let name = said("name")?.chars().take(NAME_CHARS).collect();
                        let is_hidden = !matches!(said("state")?.as_str(), "" | "visible");
                        sheets.push(Sheet { name, part: relation.part.clone(), is_hidden });
                    }
                    if sheets.len() > MAX_SHEETS {
                        return Err(Fault::of("import-workbook-too-large"));
                    }
                }
                _ => {}
            },
            Event::Eof if is_book => return Ok((sheets, is_1904)),
            Event::Eof => return Err(Fault::of("import-is-no-workbook")),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_from_the_folder_or_from_the_root() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolved("xl/deep", "../../../x.xml"), "x.xml");
    }
}
