//! How far two words are from each other.

/// Whether two words are equal or one edit apart: a letter more, less, other, or two swapped.
pub fn one_edit_apart(left: &str, right: &str) -> bool {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let same_start = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let left = left.get(same_start..).unwrap_or_default();
    let right = right.get(same_start..).unwrap_or_default();
    let same_end = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let left = left.get(..left.len() - same_end).unwrap_or_default();
    let right = right.get(..right.len() - same_end).unwrap_or_default();
    match (left, right) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_slip_of_the_hand_is_one_edit() {
        for (meant, typed) in [
            ("garcia", "garcia"),
            ("garcia", "garci"),
            ("garcia", "garxia"),
            ("garcia", "agrcia"),
            ("garcia", "garciaa"),
            ("张伟", "张韦"),
            ("", "a"),
        ] {
            assert!(one_edit_apart(meant, typed), "{meant} {typed}");
            assert!(one_edit_apart(typed, meant), "{typed} {meant}");
        }
        for (meant, typed) in [
            ("garcia", "gracai"),
            ("garcia", "garc"),
            ("garcia", "lopez"),
            ("ab", "cd"),
            ("", "ab"),
        ] {
            assert!(!one_edit_apart(meant, typed), "{meant} {typed}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_distance(left in "[abc]{0,6}", right in "[abc]{0,6}") {
            let near = strsim::osa_distance(&left, &right) <= 1;
            prop_assert_eq!(one_edit_apart(&left, &right), near);
        }
    }
}
