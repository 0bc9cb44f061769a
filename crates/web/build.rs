//! Builds the stylesheet, the script and the icons before they are embedded.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    for watched in [
        "assets/build.mjs",
        "assets/sign.svg",
        "assets/css",
        "assets/js",
        "assets/icons",
        "../../package-lock.json",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    match build_assets() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={sentence}");
            ExitCode::FAILURE
        }
    }
}

fn build_assets() -> Result<(), String> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?);
    let root = here.join("../..");
    install_packages(&root)?;
    run(Command::new("node").arg(here.join("assets/build.mjs")), "node assets/build.mjs")
}

fn install_packages(root: &Path) -> Result<(), String> {
    if ["esbuild", "htmx.org", "@github/combobox-nav"]
        .iter()
        .all(|name| root.join("node_modules").join(name).exists())
    {
        return Ok(());
    }
    run(
        Command::new("npm").args(["ci", "--no-progress", "--loglevel=error"]).current_dir(root),
        "npm ci",
    )
}

fn run(command: &mut Command, name: &str) -> Result<(), String> {
    let output = command.output().map_err(|e| {
        format!("Building the pages needs Node.js 20 or newer with npm, and `{name}` could not be started ({e}). Install them and build again.")
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    Err(format!("`{name}` failed: {said}"))
}
