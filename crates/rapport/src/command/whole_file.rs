//! Files that commands write.

use std::path::{Path, PathBuf};
use std::pin::pin;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt as _;

use crate::problem::Problem;

/// Writes a file, which gets its name when it is whole.
///
/// # Errors
/// Those of the pieces, and when the file cannot be written.
pub async fn write(
    pieces: impl Stream<Item = kernel::Result<Bytes>>,
    path: &Path,
) -> Result<(), Problem> {
    let part = PathBuf::from(format!("{}.part", path.display()));
    let written = fill(pieces, &part, path).await;
    if written.is_err() {
        // What is left of it is of no use; that it may not be there is no matter.
        drop(fs::remove_file(&part).await);
    }
    written
}

async fn fill(
    pieces: impl Stream<Item = kernel::Result<Bytes>>,
    part: &Path,
    path: &Path,
) -> Result<(), Problem> {
    let cannot = |error: std::io::Error| {
        Problem::failed("command-cannot-write").with("file", path.display()).with("why", error)
    };
    let mut file = File::create(part).await.map_err(cannot)?;
    let mut pieces = pin!(pieces);
    while let Some(bytes) = pieces.try_next().await? {
        file.write_all(&bytes).await.map_err(cannot)?;
    }
    file.sync_all().await.map_err(cannot)?;
    fs::rename(part, path).await.map_err(cannot)
}
