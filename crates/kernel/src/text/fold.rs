//! Folding: one form for all the ways in which people write the same word.

use unicode_normalization::UnicodeNormalization;

/// Lower case, without accents, half width, simplified Han: for search, and for equality that
/// ignores case and accents. Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare: String = text.nfkd().filter(|c| !is_accent(*c)).collect();
    let mut lower = String::with_capacity(bare.len());
    for character in bare.chars().flat_map(char::to_lowercase) {
        push_plain(&mut lower, character);
    }
    // Lower case may bring back a mark (İ), and simplified forms may have a compatibility form.
    let simple = fast2s::convert(&lower);
    simple.nfkd().filter(|c| !is_accent(*c)).nfc().collect()
}

/// Lower case, half width, composed; accents stay, so that `año` and `ano` differ.
pub fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = text
        .chars()
        .map(half_width)
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .collect();
    lower.nfc().collect()
}

/// A full-width letter, digit or sign (`Ａ`, `５`, `＋`, `　`) in its usual width.
pub fn half_width(character: char) -> char {
    let code = u32::from(character);
    match code {
        0x3000 => ' ',
        0xFFE0 => '¢',
        0xFFE1 => '£',
        0xFFE5 => '¥',
        0xFFE6 => '₩',
        0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}

/// Marks above and below letters. The marks that make another letter in Kana or Indic scripts are
/// no accents.
fn is_accent(character: char) -> bool {
    matches!(
        u32::from(character),
        0x0300..=0x036F
            | 0x0591..=0x05BD
            | 0x05BF
            | 0x05C1..=0x05C2
            | 0x05C4..=0x05C5
            | 0x05C7
            | 0x064B..=0x065F
            | 0x0670
            | 0x1AB0..=0x1AFF
            | 0x1DC0..=0x1DFF
            | 0x20D0..=0x20FF
            | 0xFE00..=0xFE0F
            | 0xFE20..=0xFE2F
    )
}

/// Letters that no decomposition takes apart.
fn push_plain(out: &mut String, character: char) {
    let plain = match character {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ı' => "i",
        'ȷ' => "j",
        'ĸ' => "k",
        'ƒ' => "f",
        'ς' => "σ",
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => "",
        other => return out.push(other),
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_width_and_script_make_no_difference() {
        for (written, folded) in [
            ("García", "garcia"),
            ("MUÑOZ", "munoz"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("Ærøskøbing", "aeroskobing"),
            ("ＡＣＭＥ　２０", "acme 20"),
            ("İstanbul", "istanbul"),
            ("Diyarbakır", "diyarbakir"),
            ("ﬁn", "fin"),
            ("張偉", "张伟"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("zero\u{200B}width", "zerowidth"),
        ] {
            assert_eq!(fold(written), folded);
        }
    }

    #[test]
    fn kana_and_hangul_keep_their_letters() {
        assert_eq!(fold("ガス"), "ガス");
        assert_eq!(fold("ｶﾞｽ"), "ガス");
        assert_eq!(fold("김철수"), "김철수");
    }

    #[test]
    fn case_folding_keeps_accents() {
        assert_eq!(fold_case("AÑO"), "año");
        assert_eq!(fold_case("Ａn\u{0303}o"), "año");
        assert_ne!(fold_case("año"), fold_case("ano"));
    }

    #[test]
    fn no_single_character_folds_twice() {
        let twice: Vec<char> = ('\0'..=char::MAX)
            .filter(|c| {
                let once = fold(&c.to_string());
                fold(&once) != once
            })
            .collect();
        assert_eq!(twice, Vec::<char>::new());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "[a-zñÁßøłİſ가-힣ァ-ヺ 張陳Ａ-Ｚ\u{0300}-\u{0310}]{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            let cased = fold_case(&text);
            prop_assert_eq!(fold_case(&cased), cased.clone());
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _folded = (fold(&text), fold_case(&text));
        }
    }
}
