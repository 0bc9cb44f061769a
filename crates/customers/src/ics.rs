//! Calendars in the form that calendar programs read.
//!
//! *Source*: RFC 5545 (iCalendar), sections 3.1 (folding), 3.3.11 (escaping) and 3.6.1 (events).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Longest line, in bytes.
const LINE: usize = 75;

/// One entry of a calendar.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub uid: String,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    /// The day of an entry without an hour.
    pub day: Option<Date>,
    pub is_cancelled: bool,
    pub is_done: bool,
    pub category: String,
    /// Minutes before.
    pub alarms: Vec<i64>,
    pub url: String,
    pub sequence: i64,
    pub updated_at: Timestamp,
}

/// A whole calendar.
pub fn calendar(name: &str, now: Timestamp, entries: &[Entry]) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Rapport//Rapport//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(name)),
    ];
    for entry in entries {
        lines.extend(event(entry, now));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// An entry; one without any time has no place in a calendar.
fn event(entry: &Entry, now: Timestamp) -> Vec<String> {
    let mut lines = vec!["BEGIN:VEVENT".to_owned(), format!("UID:{}", escaped(&entry.uid))];
    match (entry.start, entry.day) {
        (Some(start), _) => {
            lines.push(format!("DTSTART:{}", instant(start)));
            if let Some(end) = entry.end {
                lines.push(format!("DTEND:{}", instant(end)));
            }
        }
        (None, Some(day)) => lines.push(format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d"))),
        (None, None) => return Vec::new(),
    }
    let status = if entry.is_cancelled { "CANCELLED" } else { "CONFIRMED" };
    let mark = if entry.is_done { "✓ " } else { "" };
    lines.extend([
        format!("DTSTAMP:{}", instant(now)),
        format!("LAST-MODIFIED:{}", instant(entry.updated_at)),
        format!("SEQUENCE:{}", entry.sequence),
        format!("STATUS:{status}"),
        format!("SUMMARY:{mark}{}", escaped(&entry.summary)),
        format!("URL:{}", entry.url),
    ]);
    let texts = [
        ("DESCRIPTION", &entry.description),
        ("LOCATION", &entry.location),
        ("CATEGORIES", &entry.category),
    ];
    lines.extend(
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}:{}", escaped(text))),
    );
    if !entry.is_done && !entry.is_cancelled {
        for minutes in &entry.alarms {
            lines.extend([
                "BEGIN:VALARM".to_owned(),
                "ACTION:DISPLAY".to_owned(),
                format!("DESCRIPTION:{}", escaped(&entry.summary)),
                format!("TRIGGER:-PT{minutes}M"),
                "END:VALARM".to_owned(),
            ]);
        }
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

fn instant(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: nothing in it can end a line or begin another.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            ';' | ',' | '\\' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other if other.is_control() && other != '\t' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Long lines go on in the next one behind a space; characters are not cut.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + line.len() / LINE * 3 + 2);
    let mut width = 0;
    for character in line.chars() {
        if width + character.len_utf8() > LINE {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push(character);
        width += character.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T09:30:00Z".parse().unwrap()
    }

    #[test]
    fn an_entry_has_its_time_or_its_day() {
        let call =
            Entry { uid: "1@x".into(), start: Some(now()), alarms: vec![15], ..Entry::default() };
        let task = Entry {
            uid: "2@x".into(),
            day: Some(jiff::civil::date(2026, 11, 25)),
            ..Entry::default()
        };
        let text = calendar("Ferralta", now(), &[call, task, Entry::default()]);
        assert!(text.contains("DTSTART:20261123T093000Z\r\n"), "{text}");
        assert!(text.contains("TRIGGER:-PT15M\r\n"));
        assert!(text.contains("DTSTART;VALUE=DATE:20261125\r\n"));
        assert_eq!(text.matches("BEGIN:VEVENT").count(), text.matches("END:VEVENT").count());
    }

    #[test]
    fn text_cannot_break_out_of_its_line() {
        let evil = "x\r\nEND:VCALENDAR\nATTENDEE:mailto:a@b.c\u{2028};,\\\0";
        let entry = Entry {
            uid: "1@x".into(),
            start: Some(now()),
            summary: evil.into(),
            ..Entry::default()
        };
        let text = calendar("n", now(), &[entry]);
        assert!(
            text.contains(r"SUMMARY:x\nEND:VCALENDAR\nATTENDEE:mailto:a@b.c\n\;\,\\"),
            "{text}"
        );
        assert_eq!(text.lines().filter(|line| line.starts_with("END:VCALENDAR")).count(), 1);
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let folded = folded(&format!("SUMMARY:{}", "加工中心".repeat(40)));
        assert!(folded.lines().all(|line| line.len() <= LINE));
        assert_eq!(folded.replace("\r\n ", "").trim_end().chars().count(), 8 + 160);
    }
}
