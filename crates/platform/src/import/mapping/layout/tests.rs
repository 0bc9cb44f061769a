//! Each layout is known by its own headings, and by no others.

use super::*;
use crate::import::testing::{guessed, surveyed};

fn system(headings: &str) -> Option<&'static str> {
    Found::of(&surveyed(&format!("{headings}\n{}x\n", "x,".repeat(3)))).map(Found::system)
}

#[test]
fn the_signs_of_a_layout_lead_to_its_system() {
    for layout in ALL.iter().flat_map(|layouts| layouts.iter()) {
        for set in layout.signs {
            let headings: Vec<String> = set.iter().map(|sign| format!("\"{sign}\"")).collect();
            assert_eq!(system(&headings.join(",")), Some(layout.system), "{set:?}");
            for sign in *set {
                let sign = plain(sign);
                assert!(!sign.is_empty(), "{set:?}");
            }
        }
    }
}

#[test]
fn no_heading_of_a_layout_has_two_meanings() {
    for layout in ALL.iter().flat_map(|layouts| layouts.iter()) {
        let mut known: HashMap<String, &str> = HashMap::new();
        for (heading, field) in layout.columns {
            let before = known.insert(plain(heading), field);
            assert!(before.is_none_or(|before| before == *field), "{}: {heading}", layout.system);
        }
    }
}

#[test]
fn a_list_of_ones_own_is_of_no_system() {
    for headings in [
        "Name,Email,Phone",
        "Nombre,Apellidos,Correo",
        "\u{59d3}\u{540d},\u{624b}\u{673a},\u{516c}\u{53f8}",
        "id,name,city",
        "First name,Last name,Company",
    ] {
        assert_eq!(system(headings), None, "{headings}");
    }
}

#[test]
fn headings_mean_what_they_mean_there() {
    assert_eq!(
        guessed(
            "Name,Organization,Email - Work,Phone - Work,Open deals\nAna,Acme,a@b.co,+34600111222,3\n"
        ),
        ["name", "organization.name", "emails.work", "phones.work", "Layout"]
    );
    assert_eq!(
        guessed(
            "Record ID,First Name,Last Name,Email,Contact owner,Associated Company\n7,Ana,Ruiz,a@b.co,Bo,Acme\n"
        )[..4],
        ["external_id", "first_name", "last_name", "email"]
    );
}
