//! Bytes of attachments in the data folder: written whole or not at all, before their row.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use kernel::{Error, Refusal, Result};
use sha2::{Digest as _, Sha256};
use tokio::fs;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use uuid::Uuid;

use crate::sql_value::SqlValue;
use crate::store::Store;
use crate::tx::Tx;

const CHUNK_BYTES: usize = 64 * 1024;

/// Ids that are looked up at a time.
const BATCH: usize = 500;

/// The folder of the files.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

/// What lies in the folder under a random id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub id: Uuid,
    /// Bytes.
    pub size: u64,
    pub sha256: [u8; 32],
}

impl Files {
    /// Opens or makes the folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn open(data_dir: &Path) -> Result<Self> {
        let root = data_dir.join("files");
        let drafts = root.join("drafts");
        std::fs::create_dir_all(&drafts).with_context(|| format!("making {}", drafts.display()))?;
        Ok(Self { root })
    }

    /// Writes what comes, up to a limit in bytes. It is on the disk when this answers; give it a
    /// row with [`keep`], or the sweeper takes it after a day.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::StorageFull`]; a half file is removed.
    pub async fn put(&self, mut source: impl AsyncRead + Unpin, limit: u64) -> Result<StoredFile> {
        let id = Uuid::new_v4();
        let draft = self.root.join("drafts").join(id.simple().to_string());
        let written = self.write(&mut source, limit, (id, &draft)).await;
        if written.is_err() {
            // The error of the writing is the one to tell.
            let _ = fs::remove_file(&draft).await;
        }
        written
    }

    /// The file, ready to be read from its beginning.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there are no such bytes.
    pub async fn reader(&self, id: Uuid) -> Result<fs::File> {
        fs::File::open(self.path(id)).await.map_err(explain)
    }

    /// The whole file; for what is known to be small.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::TooLarge`] beyond the limit in bytes.
    pub async fn read(&self, id: Uuid, limit: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = self.reader(id).await?.take(limit.saturating_add(1));
        let size = file.read_to_end(&mut bytes).await.map_err(explain)?;
        if u64::try_from(size).is_ok_and(|size| size > limit) {
            return Err(too_large(limit));
        }
        Ok(bytes)
    }

    /// Where a file of this id may be written before it is whole: for restoring a backup.
    pub(crate) fn draft(&self, id: Uuid) -> PathBuf {
        self.root.join("drafts").join(id.simple().to_string())
    }

    /// Gives a whole draft its place.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) async fn admit(&self, id: Uuid) -> Result<()> {
        self.move_in(&self.draft(id), &self.path(id)).await.map_err(explain)
    }

    /// Gives a whole draft its place, and tells what it is.
    ///
    /// # Errors
    /// When the file system refuses.
    pub(crate) async fn admit_whole(&self, id: Uuid) -> Result<StoredFile> {
        let mut file = fs::File::open(self.draft(id)).await.map_err(explain)?;
        let (mut size, mut hash, mut buffer) = (0u64, Sha256::new(), vec![0; CHUNK_BYTES]);
        loop {
            let count = file.read(&mut buffer).await.map_err(explain)?;
            if count == 0 {
                break;
            }
            hash.update(buffer.get(..count).unwrap_or_default());
            size = size.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        }
        self.admit(id).await?;
        Ok(StoredFile { id, size, sha256: hash.finalize().into() })
    }

    /// Removes the bytes; nothing happens when there are none.
    ///
    /// # Errors
    /// When the file system refuses.
    pub async fn remove(&self, id: Uuid) -> Result<()> {
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(explain(error)),
            _ => Ok(()),
        }
    }

    /// Whether the bytes are those that were written.
    ///
    /// # Errors
    /// [`Error::NotFound`]; when the file cannot be read.
    pub async fn is_intact(&self, file: &StoredFile) -> Result<bool> {
        let mut reader = self.reader(file.id).await?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let count = reader.read(&mut buffer).await.map_err(explain)?;
            if count == 0 {
                return Ok(<[u8; 32]>::from(hash.finalize()) == file.sha256);
            }
            hash.update(buffer.get(..count).unwrap_or_default());
        }
    }

    /// The folders that files lie in, and whether it is the one of drafts.
    async fn folders(&self) -> Result<Vec<(PathBuf, bool)>> {
        let mut all = Vec::new();
        let mut folders = fs::read_dir(&self.root).await.map_err(explain)?;
        while let Some(folder) = folders.next_entry().await.map_err(explain)? {
            all.push((folder.path(), folder.file_name() == "drafts"));
        }
        Ok(all)
    }

    async fn write(
        &self,
        source: &mut (impl AsyncRead + Unpin),
        limit: u64,
        (id, draft): (Uuid, &Path),
    ) -> Result<StoredFile> {
        let mut file = fs::File::create_new(draft).await.map_err(explain)?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; CHUNK_BYTES];
        let mut size: u64 = 0;
        loop {
            let count = source.read(&mut buffer).await.map_err(explain)?;
            let chunk = buffer.get(..count).unwrap_or_default();
            if chunk.is_empty() {
                break;
            }
            size = size.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            if size > limit {
                return Err(too_large(limit));
            }
            hash.update(chunk);
            file.write_all(chunk).await.map_err(explain)?;
        }
        file.flush().await.map_err(explain)?;
        file.sync_all().await.map_err(explain)?;
        self.move_in(draft, &self.path(id)).await.map_err(explain)?;
        Ok(StoredFile { id, size, sha256: hash.finalize().into() })
    }

    async fn move_in(&self, draft: &Path, target: &Path) -> std::io::Result<()> {
        let folder = target.parent().unwrap_or(&self.root);
        match fs::create_dir(folder).await {
            Ok(()) => sync_folder(&self.root).await?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        fs::rename(draft, target).await?;
        sync_folder(folder).await
    }

    /// Spread over 256 folders by the first two digits of the id.
    fn path(&self, id: Uuid) -> PathBuf {
        let name = id.simple().to_string();
        let folder = name.get(..2).unwrap_or_default().to_owned();
        self.root.join(folder).join(name)
    }
}

/// Gives a file its row, in the transaction of the record that it belongs to.
///
/// # Errors
/// When the database fails.
pub async fn keep(tx: &mut Tx, file: &StoredFile, now: Timestamp) -> Result<()> {
    let sql = r#"insert into "stored_file" ("id", "size", "sha256", "created_at")
        values ($1, $2, $3, $4)"#;
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    tx.execute(sql, &[file.id.into(), size.into(), file.sha256.into(), now.into()]).await.map(drop)
}

/// Takes a file's row away; the sweeper removes its bytes later.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.execute(r#"delete from "stored_file" where "id" = $1"#, &[id.into()]).await.map(drop)
}

/// A file as its row says.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<StoredFile> {
    let sql = r#"select "size", "sha256" from "stored_file" where "id" = $1"#;
    let row = tx.query_opt(sql, &[id.into()]).await?.ok_or(Error::NotFound)?;
    let sha256 = row.bytes(1)?.try_into();
    Ok(StoredFile {
        id,
        size: u64::try_from(row.int(0)?).unwrap_or_default(),
        sha256: sha256.map_err(|_| Error::broken("a file's hash has not 32 bytes"))?,
    })
}

/// Removes bytes without a row that are older than so long; answers how many files.
///
/// # Errors
/// Those of the database and of the file system.
pub async fn sweep(store: &Store, older_than: Duration) -> Result<u64> {
    let mut removed = 0;
    for (folder, is_draft) in store.files().folders().await? {
        let old = old_files(&folder, older_than).await?;
        for batch in old.chunks(BATCH) {
            let ids: Vec<Uuid> = batch.iter().map(|(id, _)| *id).collect();
            let living = if is_draft { HashSet::new() } else { living(store, ids).await? };
            for (_, path) in batch.iter().filter(|(id, _)| !living.contains(id)) {
                fs::remove_file(path).await.map_err(explain)?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

async fn living(store: &Store, ids: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    store
        .read(move |tx| {
            let ids = ids.clone();
            Box::pin(async move { kept(tx, &ids).await })
        })
        .await
}

/// Which of these files have a row.
async fn kept(tx: &mut Tx, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let marks: Vec<String> = (1..=ids.len()).map(|at| format!("${at}")).collect();
    let sql = format!(r#"select "id" from "stored_file" where "id" in ({})"#, marks.join(", "));
    let values: Vec<SqlValue> = ids.iter().map(|id| SqlValue::Id(*id)).collect();
    tx.query(&sql, &values).await?.iter().map(|row| row.id(0)).collect()
}

async fn old_files(folder: &Path, older_than: Duration) -> Result<Vec<(Uuid, PathBuf)>> {
    let mut old = Vec::new();
    let mut entries = fs::read_dir(folder).await.map_err(explain)?;
    while let Some(entry) = entries.next_entry().await.map_err(explain)? {
        let name = entry.file_name();
        let Some(id) = name.to_str().and_then(|name| Uuid::try_parse(name).ok()) else {
            continue;
        };
        let changed = entry.metadata().await.and_then(|known| known.modified()).map_err(explain)?;
        // A file from the future is a young one.
        if changed.elapsed().unwrap_or_default() >= older_than {
            old.push((id, entry.path()));
        }
    }
    Ok(old)
}

async fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder).await?.sync_all().await
}

fn too_large(limit: u64) -> Error {
    Error::TooLarge(Refusal::new("file-too-large").with("limit", limit.div_ceil(1_048_576)))
}

fn explain(error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => Error::NotFound,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Error::StorageFull
        }
        _ => Error::Broken(anyhow::Error::new(error).context("reading or writing a file")),
    }
}
