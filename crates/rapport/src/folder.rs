//! The folder of a workspace: one process at a time has its database.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The lock of a folder; free again when dropped or when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock; `None` when another process has it.
///
/// # Errors
/// When the folder cannot be made or written.
pub fn lock(data: &Path) -> anyhow::Result<Option<Lock>> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(data).with_context(|| format!("making the data folder {}", data.display()))?;
    let path = data.join("rapport.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("opening {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("locking {}", path.display()))
        }
    }
}

/// Where a serving process takes commands.
pub fn socket(data: &Path) -> PathBuf {
    data.join("rapport.sock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_by_one() {
        let folder = std::env::temp_dir().join(format!("rapport-{}", uuid::Uuid::now_v7()));
        let first = lock(&folder).unwrap();
        assert!(first.is_some());
        assert!(lock(&folder).unwrap().is_none());
        drop(first);
        assert!(lock(&folder).unwrap().is_some());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
