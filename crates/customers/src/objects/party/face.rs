//! How people and companies show themselves.

use kernel::face::{CREATED_AT, Face, OWNER, Searched, TEAM, UPDATED_AT, face};
use kernel::fields;
use kernel::object::Object;

use super::Party;

/// The declaration of party.
#[expect(clippy::too_many_lines, reason = "a declaration is read from top to bottom")]
pub fn object() -> Object {
    kernel::object::object::<Party>()
        .required(fields![Party::kind, Party::name])
        .once(fields![Party::kind])
        .settled(fields![Party::last_activity_at, Party::next_step, Party::next_step_on])
        .sensitive(fields![
            Party::birth_date,
            Party::gender,
            Party::income_band,
            Party::identifiers,
            Party::tax_id,
        ])
        .matching(fields![
            Party::external_id,
            Party::email,
            Party::phone,
            Party::tax_id,
            Party::domain,
            Party::name,
        ])
        .only_for(
            "person",
            fields![
                Party::honorific,
                Party::first_name,
                Party::middle_name,
                Party::last_name,
                Party::second_last_name,
                Party::suffix,
                Party::preferred_name,
                Party::organization,
                Party::job_title,
                Party::department,
                Party::birth_date,
                Party::gender,
                Party::income_band,
            ],
        )
        .only_for(
            "organization",
            fields![
                Party::legal_name,
                Party::parent,
                Party::industry,
                Party::employees,
                Party::annual_revenue,
                Party::domain,
                Party::domains,
            ],
        )
        .primary(Party::email, Party::emails)
        .primary(Party::phone, Party::phones)
        .primary(Party::street, Party::addresses)
        .primary(Party::city, Party::addresses)
        .primary(Party::state, Party::addresses)
        .primary(Party::postal_code, Party::addresses)
        .primary(Party::country, Party::addresses)
        .primary(Party::domain, Party::domains)
        .primary(Party::tax_id, Party::identifiers)
        .face(person())
        .face(organization())
        .build()
}

fn person() -> Face {
    let face = face::<Party>("person", "people", "person")
        .facet(Party::kind, "person")
        .title(Party::name)
        .subtitle(fields![Party::job_title, Party::organization])
        .due(Party::next_step_on)
        .columns(fields![
            Party::name,
            Party::organization,
            Party::job_title,
            Party::email,
            Party::next_step_on,
            OWNER,
        ])
        .section(
            "identity",
            fields![
                Party::name,
                Party::honorific,
                Party::first_name,
                Party::middle_name,
                Party::last_name,
                Party::second_last_name,
                Party::suffix,
                Party::preferred_name,
                Party::sort_name,
                Party::roles,
                Party::lifecycle,
            ],
        )
        .section("reach", fields![Party::emails, Party::phones, Party::addresses, Party::website])
        .section("work", fields![Party::organization, Party::job_title, Party::department])
        .section(
            "person",
            fields![Party::birth_date, Party::gender, Party::income_band, Party::identifiers],
        )
        .form(fields![
            Party::name,
            Party::organization,
            Party::job_title,
            Party::emails,
            Party::phones,
            Party::roles,
            Party::city,
            Party::country,
            OWNER,
        ])
        .filters(fields![
            Party::organization,
            Party::city,
            Party::country,
            Party::roles,
            OWNER,
            Party::last_activity_at,
            Party::next_step_on,
            Party::tags,
            Party::lists,
            Party::job_title,
        ]);
    common(face).fast(Some(Party::organization.into()), Party::sort_name).build()
}

#[expect(clippy::too_many_lines, reason = "a declaration is read from top to bottom")]
fn organization() -> Face {
    let face =
        face::<Party>("organization", "companies", "building")
            .facet(Party::kind, "organization")
            .title(Party::name)
            .subtitle(fields![Party::industry, Party::city])
            .due(Party::next_step_on)
            .columns(fields![
                Party::name,
                Party::roles,
                Party::industry,
                Party::country,
                Party::next_step_on,
                Party::last_activity_at,
                OWNER,
            ])
            .section(
                "identity",
                fields![
                    Party::name,
                    Party::legal_name,
                    Party::sort_name,
                    Party::roles,
                    Party::lifecycle,
                    Party::parent,
                ],
            )
            .section(
                "reach",
                fields![
                    Party::emails,
                    Party::phones,
                    Party::addresses,
                    Party::website,
                    Party::domains,
                ],
            )
            .section(
                "business",
                fields![
                    Party::industry,
                    Party::employees,
                    Party::annual_revenue,
                    Party::identifiers
                ],
            )
            .form(fields![
                Party::name,
                Party::website,
                Party::emails,
                Party::phones,
                Party::roles,
                Party::industry,
                Party::city,
                Party::country,
                OWNER,
            ])
            .filters(fields![
                Party::city,
                Party::country,
                Party::roles,
                Party::industry,
                OWNER,
                Party::last_activity_at,
                Party::next_step_on,
                Party::tags,
                Party::lists,
                Party::employees,
            ]);
    common(face).fast(Some(Party::parent.into()), Party::sort_name).build()
}

/// What both faces share.
fn common(face: kernel::face::FaceOf<Party>) -> kernel::face::FaceOf<Party> {
    face.section(
        "contact_preferences",
        fields![
            Party::preferred_channel,
            Party::do_not_email,
            Party::do_not_call,
            Party::do_not_message,
            Party::do_not_mail,
            Party::language,
            Party::time_zone,
        ],
    )
    .section(
        "record",
        fields![
            OWNER,
            TEAM,
            Party::tags,
            Party::lists,
            Party::source,
            Party::external_id,
            Party::photo,
            Party::description,
            Party::last_activity_at,
            Party::next_step,
            Party::next_step_on,
            CREATED_AT,
            UPDATED_AT,
        ],
    )
    .sort(Party::sort_name, false)
    .searched(Party::name, Searched::AsName)
    .searched(Party::preferred_name, Searched::AsName)
    .searched(Party::legal_name, Searched::AsText)
    .searched(Party::emails, Searched::AsText)
    .searched(Party::phones, Searched::AsText)
    .searched(Party::domains, Searched::AsText)
    .searched(Party::identifiers, Searched::AsText)
    .searched(Party::city, Searched::AsText)
    .searched(Party::external_id, Searched::AsText)
    .searched(Party::tags, Searched::AsText)
    .fast(None, Party::sort_name)
    .fast(None, Party::name)
    .fast(None, CREATED_AT)
    .fast(None, UPDATED_AT)
    .fast(None, Party::last_activity_at)
    .fast(None, Party::next_step_on)
    .fast(Some(OWNER.into()), Party::sort_name)
    .fast(Some(TEAM.into()), Party::sort_name)
    .fast(Some(Party::city.into()), Party::sort_name)
}
