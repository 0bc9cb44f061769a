//! Papers that hang on the companies of the demo: offers, acceptance records, foundation plans.
//! They are real PDF files of one page, written here.

use jiff::civil::Date;
use kernel::language::Language;
use uuid::Uuid;

use super::contact;
use super::past;
use super::seed;
use super::tables::{Firm, Tables};

/// A file that hangs on a company.
#[derive(Clone, Debug)]
pub struct Paper {
    pub id: Uuid,
    pub party: Uuid,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Which papers a company of a story has.
fn kinds(story: &str) -> &'static [&'static str] {
    match story {
        "prospect" | "lost" | "dormant" => &["offer"],
        "sale" | "school" => &["offer", "plan", "acceptance"],
        "loyal" | "complaint" => &["offer", "acceptance"],
        "dealer" => &["contract"],
        _ => &[],
    }
}

/// The papers of a company.
pub fn of_firm(firm: &Firm, language: Language, today: Date) -> Vec<Paper> {
    let tables = Tables::get();
    let machine = past::machine(firm, language);
    // The fonts of every PDF reader have no Han characters: those pages are in English.
    let inside = if language == Language::Zh { Language::En } else { language };
    kinds(firm.story)
        .iter()
        .map(|kind| {
            let title = tables.word("paper", kind, inside);
            let of_machine = past::machine(firm, inside);
            let lines = [
                tables.word("firm", "name", inside).to_owned(),
                format!("{title} {of_machine}"),
                addressee(firm),
                today.to_string(),
            ];
            Paper {
                id: seed::id(&format!("paper/{}/{kind}", firm.key)),
                party: contact::party_id(firm.key),
                name: format!("{} {machine}.pdf", tables.word("paper", kind, language)),
                bytes: page(&lines),
            }
        })
        .collect()
}

/// The company's name as far as the page can show it, else where it is on the web.
fn addressee(firm: &Firm) -> String {
    let is_latin = firm.legal_name.chars().all(|character| u32::from(character) < 256);
    if is_latin { firm.legal_name.to_owned() } else { firm.domain.to_owned() }
}

/// A PDF of one page with a few lines.
///
/// *Source*: ISO 32000-1:2008, 7.5.
fn page(lines: &[String]) -> Vec<u8> {
    let mut text = b"BT /F 14 Tf 28 TL 72 760 Td\n".to_vec();
    for line in lines {
        text.push(b'(');
        text.extend(latin(line));
        text.extend_from_slice(b") Tj T*\n");
    }
    text.extend_from_slice(b"ET");
    let mut content = format!("<< /Length {} >>\nstream\n", text.len()).into_bytes();
    content.extend(text);
    content.extend_from_slice(b"\nendstream");
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
                /Resources << /Font << /F 5 0 R >> >> >>";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    file(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into(),
        content,
        font.into(),
    ])
}

/// Objects with the table that says where each begins.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(objects) {
        places.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    let size = objects.len() + 1;
    let start = bytes.len();
    bytes.extend(
        format!(
            "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        )
        .into_bytes(),
    );
    bytes
}

/// One byte a character, with those escaped that mean something in a PDF.
fn latin(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for character in text.chars() {
        if matches!(character, '(' | ')' | '\\') {
            bytes.push(b'\\');
        }
        bytes.push(u8::try_from(u32::from(character)).unwrap_or(b'?'));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::media_type;
    use jiff::civil::date;

    #[test]
    fn customers_have_papers_that_are_what_they_say() {
        let today = date(2026, 11, 23);
        let papers: Vec<Paper> = Tables::get()
            .firms
            .iter()
            .flat_map(|firm| of_firm(firm, Language::Zh, today))
            .collect();
        assert!(papers.len() > 80, "{}", papers.len());
        for paper in &papers {
            assert_eq!(media_type(&paper.bytes), "application/pdf");
            assert!(paper.name.ends_with(".pdf") && !paper.name.starts_with(' '), "{}", paper.name);
        }
    }

    #[test]
    fn each_object_begins_where_the_table_says() {
        let bytes = page(&["Oferta (FT-420) de Ñandú".to_owned()]);
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        assert!(text.contains(r"(Oferta \(FT-420\) de Ñandú) Tj"));
        let table = text.split("0000000000 65535 f \n").nth(1).unwrap();
        for (number, line) in (1..=5).zip(table.lines()) {
            let place: usize = line[..10].parse().unwrap();
            assert!(
                text[..]
                    .chars()
                    .skip(place)
                    .collect::<String>()
                    .starts_with(&format!("{number} 0 obj"))
            );
        }
    }
}
