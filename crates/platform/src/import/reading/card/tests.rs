//! Cards as phones, programs and accidents write them.

use encoding_rs::UTF_8;

use super::*;

/// The cells of all cards, as `name=text`, or the code of what is wrong.
fn read(text: &str) -> Vec<Result<Vec<String>, &'static str>> {
    let mut cards = Cards::new(text.as_bytes(), UTF_8, Names::default());
    let (mut row, mut all) = (Row::default(), Vec::new());
    while cards.next(&mut row).unwrap() {
        let names = cards.names().to_vec();
        let cells = names.iter().zip(row.cells()).filter(|(_, cell)| !cell.is_empty());
        all.push(match row.fault() {
            Some(fault) => Err(fault.code),
            None => Ok(cells.map(|(name, cell)| format!("{name}={cell}")).collect()),
        });
    }
    all
}

fn card(lines: &str) -> Vec<String> {
    read(&format!("BEGIN:VCARD\r\n{lines}\r\nEND:VCARD\r\n")).remove(0).unwrap()
}

#[test]
fn a_card_of_version_4_says_all_its_fields() {
    let said = card(
        "VERSION:4.0\r\nFN:Ana García\r\nN:García;Ana;;Dra.;;López\r\nORG:Acme\\, S.L.;Ventas;Sur\r\n\
         TITLE:Directora\r\nTEL;VALUE=uri;TYPE=\"voice,cell\";PREF=2:tel:+34-600-111-222\r\n\
         TEL;TYPE=work;PREF=1:+34 912 345 678\r\nEMAIL;TYPE=work:ana@acme.es\r\n\
         ADR;TYPE=home:;2º B;Calle Mayor 1\\, esc. 2;Madrid;;28001;España\r\nURL:https://acme.es\r\n\
         BDAY:19800203\r\nNOTE:Una\\nnota \r\n larga\r\nCATEGORIES:vip,a\\,b\r\nUID:urn:uuid:1\r\nGENDER:F\r\n\
         IMPP:xmpp:ana@acme.es",
    );
    assert_eq!(
        said,
        [
            "kind=person",
            "name=Ana García",
            "last_name=García",
            "first_name=Ana",
            "honorific=Dra.",
            "second_last_name=López",
            "organization.name=Acme, S.L.",
            "department=Ventas, Sur",
            "job_title=Directora",
            "gender=female",
            "emails=[{\"type\":\"work\",\"value\":\"ana@acme.es\"}]",
            "phones=[{\"type\":\"work\",\"value\":\"+34 912 345 678\"},{\"type\":\"mobile\",\"value\":\"+34-600-111-222\"}]",
            "addresses=[{\"city\":\"Madrid\",\"country\":\"ES\",\"postal_code\":\"28001\",\"street\":\"Calle Mayor 1, esc. 2\",\"street_2\":\"2º B\",\"type\":\"home\"}]",
            "tags=[\"vip\",\"a,b\"]",
            "external_id=urn:uuid:1",
            "description=Una\nnota larga",
            "website=https://acme.es",
            "birth_date=1980-02-03",
            "other=IMPP: xmpp:ana@acme.es",
        ]
    );
}

#[test]
fn old_phones_write_quoted_printable_and_bare_types() {
    let said = card(
        "VERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=\r\n=9F\r\n\
         FN;QUOTED-PRINTABLE;CHARSET=GB18030:=D5=C5=CE=B0\r\nTEL;CELL;PREF:13800138000\r\nTEL;HOME;VOICE:010 6552 9988\r\n\
         NOTE;ENCODING=QUOTED-PRINTABLE:a=F1o=0D=0Ados\r\nPHOTO;JPEG;ENCODING=BASE64:/9j/\r\n AAAA\r\n\r\n\
         ORG:Old\r\n Works",
    );
    assert_eq!(
        said,
        [
            "kind=person",
            "name=张伟",
            "last_name=张",
            "first_name=伟",
            "organization.name=Old Works",
            "phones=[{\"type\":\"mobile\",\"value\":\"13800138000\"},{\"type\":\"home\",\"value\":\"010 6552 9988\"}]",
            "description=año\r\ndos",
            "photo=PHOTO",
        ]
    );
}

#[test]
fn companies_are_told_from_people() {
    for (lines, kind) in [
        ("KIND:org\r\nFN:Acme", "organization"),
        ("FN:Acme\r\nN:;;;;\r\nORG:Acme;\r\nX-ABShowAs:COMPANY", "organization"),
        ("FN:Acme\r\nORG:Acme", "organization"),
        ("ORG:Acme", "organization"),
        ("FN:Ana\r\nORG:Acme", "person"),
        ("N:Ruiz;Ana;;;\r\nORG:Acme", "person"),
        ("FN:Ana", "person"),
    ] {
        let said = card(lines);
        assert_eq!(said[0], format!("kind={kind}"), "{lines}");
        let is_named = said.iter().any(|cell| cell == "name=Acme");
        assert_eq!(is_named, kind == "organization", "{said:?}");
    }
    assert_eq!(read("BEGIN:VCARD\nKIND:group\nFN:Friends\nEND:VCARD\n"), [Err("import-card-kind")]);
}

#[test]
fn groups_name_their_entries() {
    let said = card(
        "FN:Ana\r\nitem1.TEL:+34600111222\r\nitem1.X-ABLabel:_$!<Mobile>!$_\r\n\
         item2.EMAIL;type=INTERNET:ana@casa.es\r\nitem2.X-ABLabel:Vacaciones",
    );
    assert_eq!(said[2], "emails=[{\"type\":\"vacaciones\",\"value\":\"ana@casa.es\"}]");
    assert_eq!(said[3], "phones=[{\"type\":\"mobile\",\"value\":\"+34600111222\"}]");
}

#[test]
fn half_a_card_is_refused_and_the_others_are_read() {
    let text = "\r\nBEGIN:VCARD\rFN:Ana\rEND:VCARD\r\
        begin:vcard\nFN:Bo\nBEGIN:VCARD\nFN:Cy\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nEND:VCARD\n\
        FN:Di\nEND:VCARD\nBEGIN:VCARD\nFN:Eve\nEND:VCARD\nBEGIN:VCARD\nFN:F";
    let read = read(text);
    let codes: Vec<&str> =
        read.iter().map(|one| one.as_ref().err().copied().unwrap_or("")).collect();
    assert_eq!(codes, ["", "import-card-half", "", "import-card-half", "", "import-card-half"]);
    assert!(begins(text) && !begins("name\nBEGIN:VCARD"));
}

#[test]
fn days_without_a_year_are_kept_beside() {
    for (text, day) in [
        ("1980-02-03", true),
        ("19800203T000000Z", true),
        ("--0203", false),
        ("--02-03", false),
        ("1980-02", false),
        ("1980-02-31", false),
        ("circa 1800", false),
    ] {
        let said = card(&format!("FN:Ana\r\nBDAY:{text}")).pop().unwrap();
        let kept = format!("other=BDAY: {text}");
        assert_eq!(said, if day { "birth_date=1980-02-03" } else { kept.as_str() }, "{text}");
    }
}

#[test]
fn a_card_without_end_takes_no_more_than_a_row() {
    let long = format!(
        "BEGIN:VCARD\nFN:Ana\n{}END:VCARD\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\n",
        "NOTE:0123456789\n".repeat(400_000)
    );
    let codes: Vec<bool> = read(&long).iter().map(Result::is_ok).collect();
    assert_eq!(codes, [false, true]);
    assert_eq!(read(&long)[0], Err("import-record-too-long"));
}
