//! Whatever bytes come in: every reader ends, holds no more than it may, and refuses what it
//! cannot read.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

/// Pieces that files are made of, whole and broken.
const PIECES: [&str; 24] = [
    "BEGIN:VCARD\r\n",
    "END:VCARD\n",
    "VERSION:2.1\r\n",
    "FN:",
    "N;ENCODING=QUOTED-PRINTABLE;CHARSET=gb18030:",
    "=E5=BC\r\n",
    "=",
    ";TYPE=\"",
    "item1.TEL:",
    "\\",
    "AGENT:\n",
    "{\"name\":",
    "\"a\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "\r",
    "\"",
    "1e308",
    "\u{0}",
    "\u{FEFF}",
];

/// A text of such pieces and of anything else.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned), 1 => ".{0,12}"];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Reads a file twice, as an import does: looked through, then row by row.
fn read(bytes: &[u8]) -> Option<u64> {
    let open = || Ok(Cursor::new(bytes));
    let survey = survey(open, &Wished::default(), None).ok()?;
    let mut table = Table::open(open, &survey).unwrap();
    let (mut row, mut rows, mut last) = (Row::default(), 0, 0);
    while table.next(&mut row).unwrap() {
        assert!(row.number > last && row.size() <= MAX_ROW_BYTES);
        last = row.number;
        rows += u64::from(!row.is_blank());
    }
    Some(rows - u64::from(survey.has_heading_row())).inspect(|rows| assert_eq!(*rows, survey.rows))
}

proptest! {
    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read(&bytes);
    }

    #[test]
    fn any_text_of_cards_and_records_ends(text in text()) {
        read(text.as_bytes());
        read(format!("BEGIN:VCARD\n{text}").as_bytes());
        read(format!("[{{\"name\":\"Ana\"}},{text}").as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        read(&[b"\xFE\xFF".as_slice(), &wide].concat());
    }

    #[test]
    fn what_json_says_is_in_the_cells(name in "[a-z]{1,8}", said in "\\PC{1,40}") {
        let line = serde_json::json!({ name.clone(): said.clone() }).to_string();
        let survey = survey(|| Ok(Cursor::new(line.clone())), &Wished::default(), None);
        let Ok(survey) = survey else {
            prop_assert!(said.trim().is_empty());
            return Ok(());
        };
        let mut table = Table::open(|| Ok(Cursor::new(line.clone())), &survey).unwrap();
        let mut row = Row::default();
        prop_assert!(table.next(&mut row).unwrap());
        prop_assert_eq!(crate::export::formula::restored(row.cell(0)), said.as_str());
    }
}
