//! Escapes of a card's values.

/// The text of a value.
pub fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut signs = value.chars();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            text.push(sign);
            continue;
        }
        match signs.next() {
            Some('n' | 'N') => text.push('\n'),
            Some(sign @ (',' | ';' | '\\' | ':')) => text.push(sign),
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    text
}

/// The parts between signs that are not escaped, each unescaped and trimmed.
pub fn parts(value: &str, between: char) -> Vec<String> {
    let mut is_escaped = false;
    let pieces = value.split(|sign| {
        let is_end = sign == between && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        is_end
    });
    pieces.map(|piece| unescaped(piece).trim().to_owned()).collect()
}
