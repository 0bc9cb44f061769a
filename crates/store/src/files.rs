//! Bytes of attachments in the data folder.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use kernel::Result;

/// The folder of the files.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Opens or makes the folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(data_dir: &Path) -> Result<Self> {
        let root = data_dir.join("files");
        std::fs::create_dir_all(&root).with_context(|| format!("making {}", root.display()))?;
        Ok(Self { root })
    }
}
