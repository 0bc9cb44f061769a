//! Lists the migrations, so that a new file in `/migrations` is part of the next build.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

fn main() {
    let folder =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../migrations");
    println!("cargo::rerun-if-changed={}", folder.display());
    if let Err(error) = write_listing(&folder) {
        println!("cargo::error=cannot list {}: {error}", folder.display());
        process::exit(1);
    }
}

fn write_listing(folder: &Path) -> std::io::Result<()> {
    let mut files: Vec<_> = fs::read_dir(folder)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    files.sort();
    let mut listing = String::from("const FILES: &[(&str, &str)] = &[\n");
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let absolute = fs::canonicalize(&path)?.display().to_string();
        let _ = writeln!(listing, "    ({name:?}, include_str!({absolute:?})),");
    }
    listing.push_str("];\n");
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("migrations.rs"), listing)
}
