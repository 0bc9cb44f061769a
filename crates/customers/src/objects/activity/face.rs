//! How activities show themselves.

use kernel::face::{CREATED_AT, OWNER, Searched, TEAM, UPDATED_AT, face};
use kernel::fields;
use kernel::object::{Object, Visibility};
use kernel::value::Value;

use super::Activity;

/// The declaration of activity.
#[expect(clippy::too_many_lines, reason = "a declaration is read from top to bottom")]
pub fn object() -> Object {
    kernel::object::object::<Activity>()
        .required(fields![Activity::subject])
        .settled(fields![Activity::occurs_at])
        .matching(fields![Activity::external_id])
        .initial(Activity::kind, Value::Text("task".to_owned()))
        .visibility(Visibility::OwnedOrThroughAny(vec!["party"]))
        .face(
            face::<Activity>("activity", "activities", "task")
                .title(Activity::subject)
                .subtitle(fields![Activity::kind, Activity::party])
                .due(Activity::occurs_at)
                .due_while(Activity::status, "planned")
                .columns(fields![
                    Activity::subject,
                    Activity::kind,
                    Activity::party,
                    Activity::occurs_at,
                    Activity::status,
                    Activity::priority,
                    OWNER,
                ])
                .section(
                    "activity",
                    fields![
                        Activity::kind,
                        Activity::subject,
                        Activity::status,
                        Activity::party,
                        Activity::participants,
                        Activity::users,
                        Activity::direction,
                        Activity::priority,
                        Activity::location,
                        Activity::description,
                        Activity::outcome,
                        Activity::next_step,
                    ],
                )
                .section(
                    "time",
                    fields![
                        Activity::due_on,
                        Activity::due_at,
                        Activity::start_at,
                        Activity::end_at,
                        Activity::all_day,
                        Activity::duration,
                        Activity::time_zone,
                        Activity::done_at,
                        Activity::reminders,
                        Activity::recurrence,
                        Activity::recurrence_interval,
                        Activity::recurrence_until,
                        Activity::previous,
                    ],
                )
                .section(
                    "record",
                    fields![
                        OWNER,
                        TEAM,
                        Activity::tags,
                        Activity::pinned,
                        Activity::external_id,
                        CREATED_AT,
                        UPDATED_AT
                    ],
                )
                .form(fields![
                    Activity::kind,
                    Activity::subject,
                    Activity::party,
                    Activity::due_on,
                    Activity::start_at,
                    Activity::duration,
                    Activity::priority,
                    Activity::description,
                    Activity::reminders,
                    Activity::recurrence,
                    OWNER,
                ])
                .filters(fields![
                    Activity::kind,
                    Activity::status,
                    Activity::party,
                    OWNER,
                    Activity::occurs_at,
                    Activity::due_on,
                    Activity::priority,
                    Activity::tags,
                ])
                .sort(Activity::occurs_at, true)
                .searched(Activity::subject, Searched::AsText)
                .searched(Activity::description, Searched::AsText)
                .searched(Activity::location, Searched::AsText)
                .fast(None, Activity::occurs_at)
                .fast(None, CREATED_AT)
                .fast(Some(OWNER.into()), Activity::occurs_at)
                .fast(Some(TEAM.into()), Activity::occurs_at)
                .fast(Some(Activity::party.into()), Activity::occurs_at)
                .fast(Some(Activity::status.into()), Activity::occurs_at)
                .fast(Some(Activity::kind.into()), Activity::occurs_at)
                .build(),
        )
        .build()
}
