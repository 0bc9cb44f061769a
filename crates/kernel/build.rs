//! Embeds the catalogues of words and refuses to build when a language lacks one.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

const LANGUAGES: [&str; 3] = ["en", "es", "zh"];

fn main() {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut faults = Vec::new();
    let mut listing = String::from("const SOURCES: &[(&str, &str, &str)] = &[\n");
    for file in files_of(&root.join("en"), &mut faults) {
        let english = keys_of(&root.join("en").join(&file), &mut faults);
        for language in LANGUAGES {
            let path = root.join(language).join(&file);
            println!("cargo::rerun-if-changed={}", path.display());
            let keys = keys_of(&path, &mut faults);
            for key in english.difference(&keys) {
                faults.push(format!("locales/{language}/{file} lacks {key}"));
            }
            for key in keys.difference(&english) {
                faults.push(format!("locales/en/{file} lacks {key}, which {language} has"));
            }
            let absolute = fs::canonicalize(&path).unwrap_or(path);
            let _ = writeln!(
                listing,
                "    ({language:?}, {file:?}, include_str!({:?})),",
                absolute.display().to_string()
            );
        }
    }
    listing.push_str("];\n");
    if !faults.is_empty() {
        for fault in faults {
            println!("cargo::error={fault}");
        }
        process::exit(1);
    }
    let out = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("words.rs");
    if let Err(error) = fs::write(&out, listing) {
        println!("cargo::error=cannot write {}: {error}", out.display());
        process::exit(1);
    }
}

fn files_of(folder: &Path, faults: &mut Vec<String>) -> BTreeSet<String> {
    match fs::read_dir(folder) {
        Ok(entries) => entries
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.ends_with(".ftl"))
            .collect(),
        Err(error) => {
            faults.push(format!("cannot list {}: {error}", folder.display()));
            BTreeSet::new()
        }
    }
}

/// The keys of a catalogue: what stands before `=` at the beginning of a line.
fn keys_of(path: &Path, faults: &mut Vec<String>) -> BTreeSet<String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            faults.push(format!("cannot read {}: {error}", path.display()));
            return BTreeSet::new();
        }
    };
    let mut keys = BTreeSet::new();
    for line in text.lines() {
        let Some((key, _)) = line.split_once('=') else {
            continue;
        };
        let key = key.trim_end();
        let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-')
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if plain && !keys.insert(key.to_owned()) {
            faults.push(format!("{} has {key} twice", path.display()));
        }
    }
    keys
}
