//! A file on any record. Its bytes lie outside the database under a random id; whoever sees the
//! record sees its files.

use kernel::conduct::{Conduct, Context};
use kernel::error::Refusals;
use kernel::face::{CREATED_AT, CREATED_BY, Searched, face};
use kernel::object::{Object, Visibility};
use kernel::shape::{Name, Text, Whole};
use kernel::{fields, record};
use store::files::StoredFile;
use uuid::Uuid;

record! {
    /// A file.
    pub struct File in "file", "files" {
        name: Name,
        /// The key of the object it hangs on: `party`.
        object: Text,
        /// The record it hangs on.
        record: kernel::shape::File,
        /// Where the bytes are.
        content: kernel::shape::File,
        /// Bytes.
        size: Whole,
        /// As the bytes say, not as the sender says.
        media_type: Text,
        /// SHA-256 of the bytes, in hexadecimal digits.
        digest: Text,
    }
}

impl File {
    /// What was stored, under a name and what its bytes are, hanging on a record of an object.
    pub fn of(
        stored: &StoredFile,
        (name, media_type): (&str, &str),
        (object, record): (&str, Uuid),
    ) -> Self {
        let digest =
            stored.sha256.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Self {
            name: name.into(),
            object: object.into(),
            record: kernel::shape::File(Some(record)),
            content: kernel::shape::File(Some(stored.id)),
            size: i64::try_from(stored.size).ok(),
            media_type: media_type.into(),
            digest: digest.into(),
        }
    }
}

/// Longest name, in characters.
const NAME_LENGTH: usize = 200;

/// A file's name as it is kept: without folders, control and direction characters, and not so
/// long that it cannot be saved again.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let trimmed = kept.trim_matches([' ', '.']);
    if trimmed.chars().count() <= NAME_LENGTH {
        return trimmed.to_owned();
    }
    let (stem, ending) = match trimmed.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (trimmed, String::new()),
    };
    let room = NAME_LENGTH - ending.chars().count();
    stem.chars().take(room).chain(ending.chars()).collect()
}

/// Characters of no width and those that turn the direction of the text.
fn is_invisible(character: char) -> bool {
    matches!(
        u32::from(character),
        0x00AD | 0x061C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF
            | 0xFFF9..=0xFFFB
    )
}

impl Conduct for File {
    fn settle(&mut self, _before: Option<&Self>, _context: &Context) {
        self.name.0 = clean_name(&self.name);
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        for (key, value) in [("record", self.record.0), ("content", self.content.0)] {
            if value.is_none() {
                refusals.field(key, "required");
            }
        }
        refusals
    }
}

/// The declaration of file.
pub fn object() -> Object {
    kernel::object::object::<File>()
        .required(fields![File::name, File::object])
        .once(fields![
            File::object,
            File::record,
            File::content,
            File::size,
            File::media_type,
            File::digest
        ])
        .visibility(Visibility::FollowsRecord { object: "object", record: "record" })
        .face(
            face::<File>("file", "files", "file")
                .title(File::name)
                .subtitle(fields![File::media_type])
                .columns(fields![File::name, File::media_type, File::size, CREATED_BY, CREATED_AT])
                .section(
                    "file",
                    fields![
                        File::name,
                        File::media_type,
                        File::size,
                        File::digest,
                        CREATED_BY,
                        CREATED_AT
                    ],
                )
                .form(fields![File::name])
                .filters(fields![File::media_type, CREATED_BY, CREATED_AT])
                .sort(CREATED_AT, true)
                .searched(File::name, Searched::AsText)
                .fast(None, CREATED_AT)
                .build(),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_a_name() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            (r"..\..\boot.ini", "boot.ini"),
            ("a\0b\u{202E}gpj.exe", "abgpj.exe"),
            ("\u{200B}.htaccess", "htaccess"),
            ("报价单 2026.pdf", "报价单 2026.pdf"),
            ("...", ""),
        ] {
            assert_eq!(clean_name(sent), kept, "{sent:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let kept = clean_name(&format!("{}.pdf", "é".repeat(4_000)));
        assert_eq!(kept.chars().count(), NAME_LENGTH);
        assert!(kept.ends_with("é.pdf"));
    }
}
