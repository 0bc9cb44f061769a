//! Text that a person has read and agreed to, kept beside its test.

use std::path::Path;

/// Compares a text with the reviewed one; `bin/bless` writes it anew.
///
/// # Panics
/// When they differ; the message shows the first lines that do.
pub fn reviewed(file: &Path, text: &str) {
    if std::env::var_os("RAPPORT_BLESS").is_some() {
        std::fs::write(file, text).expect("the reviewed text can be written");
        return;
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    if kept == text {
        return;
    }
    let gone = lines_only_in(&kept, text);
    let new = lines_only_in(text, &kept);
    panic!(
        "{} is not what was reviewed. Read what changed, then `bin/bless`.\n{}\n{}",
        file.display(),
        shown("-", &gone),
        shown("+", &new)
    );
}

fn lines_only_in<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let known: std::collections::HashSet<&str> = other.lines().collect();
    text.lines().filter(|line| !known.contains(line)).take(40).collect()
}

fn shown(mark: &str, lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{mark} {line}")).collect::<Vec<_>>().join("\n")
}
