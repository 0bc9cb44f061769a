//! Files are on the disk whole before their row, and gone when nobody knows them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test ends there"
)]

mod space;

use std::io::Cursor;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use kernel::Error;
use space::Space;
use store::{Store, StoredFile, files};
use tokio::io::{AsyncRead, AsyncReadExt as _, ReadBuf};

on_both_engines!(
    a_file_comes_back_as_it_went,
    a_file_beyond_the_limit_leaves_nothing,
    an_upload_that_breaks_off_leaves_nothing,
    bytes_without_a_row_are_swept_when_they_are_old,
);

fn count(folder: &Path) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        count += if entry.file_type().unwrap().is_dir() { self::count(&entry.path()) } else { 1 };
    }
    count
}

async fn keep(store: &Store, file: &StoredFile) {
    let file = file.clone();
    store
        .write(move |tx| {
            let file = file.clone();
            Box::pin(async move { files::keep(tx, &file, Timestamp::now()).await })
        })
        .await
        .unwrap();
}

async fn a_file_comes_back_as_it_went(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(|n| n.to_le_bytes()).collect();
    let file = store.files().put(Cursor::new(bytes.clone()), 2_000_000).await.unwrap();
    assert_eq!(file.size, 1_200_000);
    keep(&store, &file).await;
    let id = file.id;
    let known = store.read(move |tx| Box::pin(files::get(tx, id))).await.unwrap();
    assert_eq!(known, file);
    let mut read = Vec::new();
    store.files().reader(id).await.unwrap().read_to_end(&mut read).await.unwrap();
    assert_eq!(read, bytes);
    assert!(store.files().is_intact(&file).await.unwrap());
    assert!(matches!(store.files().read(id, 1_000).await, Err(Error::TooLarge(_))));
    let name = id.simple().to_string();
    let path = space.folder.path().join("files").join(&name[..2]).join(&name);
    let mut changed = bytes;
    changed[77] ^= 1;
    std::fs::write(path, changed).unwrap();
    assert!(!store.files().is_intact(&file).await.unwrap());
    store.files().remove(id).await.unwrap();
    store.files().remove(id).await.unwrap();
    assert!(matches!(store.files().reader(id).await, Err(Error::NotFound)));
}

async fn a_file_beyond_the_limit_leaves_nothing(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let refused = store.files().put(Cursor::new(vec![0; 100_001]), 100_000).await;
    assert!(matches!(refused, Err(Error::TooLarge(_))));
    assert_eq!(count(&space.folder.path().join("files")), 0);
    let fits = store.files().put(Cursor::new(vec![0; 100_000]), 100_000).await.unwrap();
    assert_eq!(fits.size, 100_000);
}

/// Gives some bytes, then breaks off.
struct Broken(usize);

impl AsyncRead for Broken {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.0 == 0 {
            return Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        self.0 -= 1;
        buffer.put_slice(&[1; 100]);
        Poll::Ready(Ok(()))
    }
}

async fn an_upload_that_breaks_off_leaves_nothing(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    assert!(store.files().put(Broken(5), 100_000).await.is_err());
    assert_eq!(count(&space.folder.path().join("files")), 0);
}

async fn bytes_without_a_row_are_swept_when_they_are_old(space: Space) {
    let store = Store::open(space.config()).await.unwrap();
    let mut kept = Vec::new();
    for number in 0..20_u8 {
        let file = store.files().put(Cursor::new([number]), 10).await.unwrap();
        if number % 2 == 0 {
            keep(&store, &file).await;
            kept.push(file);
        }
    }
    let drafts = space.folder.path().join("files/drafts");
    std::fs::write(drafts.join(kept.first().unwrap().id.simple().to_string()), "half").unwrap();
    let day = Duration::from_secs(86_400);
    assert_eq!(files::sweep(&store, day).await.unwrap(), 0, "the young ones may still get a row");
    assert_eq!(files::sweep(&store, Duration::ZERO).await.unwrap(), 11);
    for file in &kept {
        assert!(store.files().is_intact(file).await.unwrap());
    }
    let gone = kept.pop().unwrap().id;
    store.write(move |tx| Box::pin(files::forget(tx, gone))).await.unwrap();
    assert_eq!(files::sweep(&store, Duration::ZERO).await.unwrap(), 1);
}
