//! Rules of the house that no compiler knows. Each says what it found and where.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a rule that cannot be read fails the test"
)]

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file with more lines needs a second noun, or a line in `long_files.txt` that says why not.
const LONGEST_FILE: usize = 400;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] =
    ["utils", "util", "helpers", "helper", "common", "misc", "manager", "info"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file that is or will be committed.
fn files() -> Vec<String> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is there");
    let listed = String::from_utf8(listed.stdout).unwrap();
    listed.lines().filter(|path| root().join(path).is_file()).map(str::to_owned).collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn ends_with_any(path: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| path.ends_with(end))
}

fn nothing_found(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

#[test]
fn paths_that_a_page_names_exist() {
    let mut found = Vec::new();
    for page in files().iter().filter(|path| path.ends_with(".md")) {
        let folder = Path::new(page).parent().unwrap_or(Path::new("")).to_owned();
        let text = read(page);
        for path in quoted_paths(&text) {
            if !root().join(&path).exists() && !root().join(&folder).join(&path).exists() {
                found.push(format!("{page}: `{path}`"));
            }
        }
        for target in link_targets(&text) {
            if !root().join(&folder).join(&target).exists() {
                found.push(format!("{page}: ({target})"));
            }
        }
    }
    nothing_found(&found, "These pages name what is not there:");
}

/// `crates/web/src/server` and the like; placeholders in capitals are none.
fn quoted_paths(text: &str) -> Vec<String> {
    let starts =
        ["crates/", "bin/", "docs/", "migrations/", "locales/", "e2e/", "benches/", ".ci/"];
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .flat_map(str::split_whitespace)
        .filter(|word| starts.iter().any(|start| word.starts_with(start)))
        .map(|word| word.trim_end_matches(['.', ',', ';', ':', ')']).to_owned())
        .filter(|word| !word.contains(['*', '{', '…']) && !word.contains("NAME"))
        .collect()
}

fn link_targets(text: &str) -> Vec<String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.contains("://") && !target.starts_with(['#', '/']))
        .map(|target| target.split('#').next().unwrap_or_default().to_owned())
        .filter(|target| !target.is_empty() && !target.contains(' '))
        .collect()
}

#[test]
fn no_file_outgrows_its_noun() {
    let allowed = read("crates/testkit/tests/long_files.txt");
    let allowed: HashSet<&str> = allowed
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .filter(|(_, reason)| reason.len() > 20)
        .map(|(path, _)| path)
        .collect();
    let mut found = Vec::new();
    for path in files() {
        if !ends_with_any(&path, &[".rs", ".mjs", ".js", ".css", ".py"]) {
            continue;
        }
        let lines = read(&path).lines().count();
        match (lines > LONGEST_FILE, allowed.contains(path.as_str())) {
            (true, false) => found.push(format!("{path}: {lines} lines")),
            (false, true) => found.push(format!("{path}: stands in long_files.txt and is short")),
            _ => {}
        }
    }
    nothing_found(&found, "Split these, or say in long_files.txt why they are long:");
}

#[test]
fn a_file_is_named_by_a_noun_or_a_verb() {
    let named = files().into_iter().filter(|path| {
        let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        path.ends_with(".rs") && EMPTY_NAMES.contains(&stem)
    });
    nothing_found(&named.collect::<Vec<_>>(), "These names say nothing:");
}

#[test]
fn nothing_is_left_for_later_or_swept_under() {
    // Written in halves, so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("#[", "ignore]"),
        concat!("Oo", "ps"),
        concat!("crates", ".io"),
        concat!("npmjs", ".org"),
        concat!("pypi", ".org"),
    ];
    let mut found = Vec::new();
    for path in files() {
        let ours = ends_with_any(
            &path,
            &[".rs", ".mjs", ".js", ".css", ".md", ".sql", ".ftl", ".toml", ".json"],
        );
        let scripts = path.starts_with("bin/") || path.starts_with(".ci/");
        if !ours && !scripts {
            continue;
        }
        for (number, line) in read(&path).lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(*word)) {
                found.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    nothing_found(&found, "These words have no place here:");
}

#[test]
fn text_for_people_stands_in_the_catalogues() {
    let mut found = Vec::new();
    for path in files() {
        let page = ["/screens/", "/components/", "/frame"].iter().any(|part| path.contains(part));
        if !page
            || !path.starts_with("crates/")
            || !path.ends_with(".rs")
            || path.contains("/tests/")
        {
            continue;
        }
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            if is_for_programmers(line) {
                continue;
            }
            if let Some(words) = strings(line).into_iter().find(|string| is_prose(string)) {
                found.push(format!("{path}:{}: {words:?}", number + 1));
            }
        }
    }
    nothing_found(&found, "Put these into locales/:");
}

fn is_for_programmers(line: &str) -> bool {
    let line = line.trim_start();
    let marks = ["broken(", "anyhow", "context(", "reason = ", "panic!", "expect(", "tracing::"];
    line.starts_with("//") || marks.iter().any(|mark| line.contains(mark))
}

/// The string literals of a line, without escapes.
fn strings(line: &str) -> Vec<&str> {
    line.split('"').skip(1).step_by(2).collect()
}

/// Two words and more that begin as a sentence or a label does.
fn is_prose(string: &str) -> bool {
    let mut words = string.split(' ');
    let first = words.next().unwrap_or_default();
    let capital = first.starts_with(|letter: char| letter.is_uppercase());
    let letters = |word: &str| word.chars().all(|c| c.is_alphabetic() || ",.'’?!:".contains(c));
    let chinese = string.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let made_elsewhere = string.contains('{') || string.starts_with("Mac OS");
    chinese
        || (capital
            && !made_elsewhere
            && letters(first)
            && words.next().is_some_and(|word| word.len() > 1 && letters(word)))
}

#[test]
fn chinese_is_written_with_its_own_marks() {
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    let mut found = Vec::new();
    for path in files().iter().filter(|path| path.starts_with("locales/zh/")) {
        for (number, line) in read(path).lines().enumerate() {
            let letters: Vec<char> = line.chars().collect();
            let beside = |pair: &[char]| {
                matches!(*pair, [before, mark] if is_han(before) && ",;:!?()".contains(mark))
                    || matches!(*pair, [mark, after] if is_han(after) && ",;:!?()".contains(mark))
            };
            if letters.windows(2).any(beside) {
                found.push(format!("{path}:{}: {line}", number + 1));
            }
        }
    }
    nothing_found(&found, "Write ，；：！？（） beside Han characters:");
}

#[test]
fn migrations_are_numbered_without_gaps() {
    let mut numbers: Vec<usize> = files()
        .iter()
        .filter_map(|path| path.strip_prefix("migrations/")?.split('_').next()?.parse().ok())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
}

#[test]
fn every_crate_says_what_it_is_for() {
    let crates = files().into_iter().filter_map(|path| {
        let folder = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        Some(format!("crates/{folder}/README.md"))
    });
    let found: Vec<String> = crates
        .filter_map(|page| match read(&page).lines().count() {
            0 => Some(format!("{page} is missing")),
            1..=60 => None,
            lines => Some(format!("{page} has {lines} lines: 30 are enough")),
        })
        .collect();
    nothing_found(&found, "A crate's README is read first:");
}

#[test]
fn the_front_page_is_short() {
    let lines = read("README.md").lines().count();
    assert!((1..=80).contains(&lines), "README.md has {lines} lines");
}

/// Calls that make a refusal, and which of their arguments is its code.
const REFUSING: [(&str, usize); 6] = [
    ("Refusal::new(", 0),
    ("Refusal::field(", 1),
    ("Error::refused(", 1),
    ("Error::invalid(", 1),
    ("Refusals::field(", 1),
    ("PageError::refused(", 1),
];

#[test]
fn every_refusal_has_its_words() {
    let words: String = files()
        .iter()
        .filter(|path| path.starts_with("locales/en/"))
        .map(|path| format!("\n{}", read(path)))
        .collect();
    let mut found = Vec::new();
    for path in files().iter().filter(|path| path.contains("/src/") && path.ends_with(".rs")) {
        let text = read(path);
        let shipped = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for code in refusal_codes(shipped) {
            if !words.contains(&format!("\nrefusal-{code} =")) {
                found.push(format!("{path}: refusal-{code}"));
            }
        }
    }
    nothing_found(&found, "People would read a code instead of a reason:");
}

fn refusal_codes(text: &str) -> Vec<&str> {
    let calls = REFUSING.iter().flat_map(|(call, place)| {
        text.split(call).skip(1).filter_map(|rest| argument(rest, *place))
    });
    calls.filter_map(|argument| argument.strip_prefix('"')?.split('"').next()).collect()
}

/// The argument at a place of a call whose arguments begin the text.
fn argument(text: &str, place: usize) -> Option<&str> {
    let (mut depth, mut commas, mut start, mut quoted) = (0_usize, 0, 0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => {
                return (commas == place).then(|| text[start..at].trim());
            }
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 && commas == place => return Some(text[start..at].trim()),
            b',' if depth == 0 => (commas, start) = (commas + 1, at + 1),
            _ => {}
        }
    }
    None
}
