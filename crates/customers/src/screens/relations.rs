//! The right of a party's page: company, people, relationships, files, lists.

use std::collections::BTreeMap;

use kernel::access::{Act, Reach};
use kernel::record::Record;
use kernel::shape::Shape;
use maud::{Markup, html};
use uuid::Uuid;
use web::components::{
    FileDrop, Form, IconButton, Relation, RelationCard, file_drop, form, form_actions, icon_button,
    mark, relation_card, submit,
};

use super::desk::{Desk, party_href};
use super::party::Whole;
use crate::objects::{File, PartyKind, WORKS_FOR};
use crate::ties::{Known, Tie};

/// Rows of a card before the way to all.
const ROWS: usize = 4;

/// All cards.
pub fn cards(desk: Desk<'_>, whole: &Whole) -> Markup {
    html! {
        @match whole.kind() {
            PartyKind::Organization => { (people(desk, whole)) (subsidiaries(desk, whole)) }
            PartyKind::Person => { (companies(desk, whole)) (colleagues(desk, whole)) }
        }
        (relationships(desk, whole))
        (files(desk, whole))
        (lists(desk, whole))
    }
}

fn may_create(desk: Desk<'_>, object: &str) -> bool {
    desk.frame.scope().reach(object, Act::Create) > Reach::None
}

fn rows<'a>(desk: Desk<'_>, known: &'a [Known], hrefs: &'a [String]) -> Vec<Relation<'a>> {
    known
        .iter()
        .zip(hrefs)
        .map(|(one, href)| {
            let (kind, words) = desk.mark(one.next_step_on);
            Relation {
                href,
                title: &one.name,
                role: (!one.job_title.is_empty()).then_some(one.job_title.as_str()),
                end: one.next_step_on.map(|_| mark(kind, &words)),
                organization: one.kind == Some(PartyKind::Organization),
                icon: None,
            }
        })
        .collect()
}

fn hrefs(known: &[Known]) -> Vec<String> {
    known.iter().map(|one| party_href(one.kind, one.id)).collect()
}

fn people(desk: Desk<'_>, whole: &Whole) -> Markup {
    let few: Vec<Known> = whole.people.iter().take(ROWS + 2).cloned().collect();
    let hrefs = hrefs(&few);
    let rows = rows(desk, &few, &hrefs);
    let count = desk.frame.format().whole(i64::try_from(whole.people.len()).unwrap_or_default());
    let (title, none, add) =
        (desk.text("card-people"), desk.text("card-people-none"), desk.text("card-people-add"));
    let name = encoded(&whole.party.name);
    let id = whole.id();
    let new =
        format!("/people/new?organization={id}&organization.text={name}&organization.was={name}");
    let all_href = format!("/people?organization={id}");
    let all = desk.frame.with("card-all", &[("count", whole.people.len().into())]);
    relation_card(&RelationCard {
        id: "people",
        title: &title,
        count: Some(&count),
        rows: &rows,
        none: &none,
        add: may_create(desk, "party").then_some((new.as_str(), add.as_str())),
        all: (whole.people.len() > few.len()).then_some((all_href.as_str(), all.as_str())),
    })
}

fn subsidiaries(desk: Desk<'_>, whole: &Whole) -> Markup {
    if whole.subsidiaries.is_empty() {
        return html! {};
    }
    let hrefs = hrefs(&whole.subsidiaries);
    let rows = rows(desk, &whole.subsidiaries, &hrefs);
    relation_card(&RelationCard {
        id: "subsidiaries",
        title: &desk.text("card-subsidiaries"),
        rows: &rows,
        ..RelationCard::default()
    })
}

/// Where a person works and worked.
fn companies(desk: Desk<'_>, whole: &Whole) -> Markup {
    let jobs: Vec<&Tie> = whole.ties.iter().filter(|tie| tie.key == WORKS_FOR).collect();
    let details: Vec<(String, String)> = jobs
        .iter()
        .map(|tie| {
            let main = Some(tie.other) == whole.party.organization.0;
            let title = if main { whole.party.job_title.0.clone() } else { String::new() };
            let since = years(desk, tie);
            let role =
                [title, since].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
            (party_href(tie.other_kind, tie.other), role.join(" · "))
        })
        .collect();
    let rows: Vec<Relation<'_>> = jobs
        .iter()
        .zip(&details)
        .map(|(tie, (href, role))| Relation {
            href,
            title: &tie.other_name,
            role: (!role.is_empty()).then_some(role.as_str()),
            end: edit(desk, tie),
            organization: true,
            ..Relation::default()
        })
        .collect();
    let (title, none, add) = (
        desk.text("card-companies"),
        desk.text("card-companies-none"),
        desk.text("card-companies-add"),
    );
    let relate = format!("{}/relate?type={WORKS_FOR}", whole.href());
    relation_card(&RelationCard {
        id: "companies",
        title: &title,
        rows: &rows,
        none: &none,
        add: may_create(desk, "relationship").then_some((relate.as_str(), add.as_str())),
        ..RelationCard::default()
    })
}

fn colleagues(desk: Desk<'_>, whole: &Whole) -> Markup {
    if whole.people.is_empty() {
        return html! {};
    }
    let few: Vec<Known> = whole.people.iter().take(ROWS).cloned().collect();
    let hrefs = hrefs(&few);
    let rows = rows(desk, &few, &hrefs);
    relation_card(&RelationCard {
        id: "colleagues",
        title: &desk.text("card-colleagues"),
        rows: &rows,
        ..RelationCard::default()
    })
}

/// "since 2019", "2012–2018".
fn years(desk: Desk<'_>, tie: &Tie) -> String {
    match (tie.starts_on, tie.ends_on) {
        (Some(start), Some(end)) => format!("{}–{}", start.year(), end.year()),
        (None, Some(end)) => {
            desk.frame.with("tie-until", &[("year", end.year().to_string().into())])
        }
        (Some(start), None) => {
            desk.frame.with("tie-since", &[("year", start.year().to_string().into())])
        }
        (None, None) => String::new(),
    }
}

/// Everything but employment, grouped by what it is called from here.
fn relationships(desk: Desk<'_>, whole: &Whole) -> Markup {
    let mut groups: BTreeMap<&str, Vec<&Tie>> = BTreeMap::new();
    for tie in whole.ties.iter().filter(|tie| tie.key != WORKS_FOR) {
        groups.entry(&tie.label).or_default().push(tie);
    }
    let ties: Vec<&Tie> = groups.values().flatten().copied().collect();
    let details: Vec<(String, String)> = ties
        .iter()
        .map(|tie| {
            let parts = [tie.label.clone(), tie.note.clone(), years(desk, tie)];
            let role: Vec<String> = parts.into_iter().filter(|text| !text.is_empty()).collect();
            (party_href(tie.other_kind, tie.other), role.join(" · "))
        })
        .collect();
    let rows: Vec<Relation<'_>> = ties
        .iter()
        .zip(&details)
        .take(3 * ROWS)
        .map(|(tie, (href, role))| Relation {
            href,
            title: &tie.other_name,
            role: Some(role),
            end: tie_end(desk, tie),
            organization: tie.other_kind == Some(PartyKind::Organization),
            icon: None,
        })
        .collect();
    let (title, none, add) = (
        desk.text("card-relationships"),
        desk.text("card-relationships-none"),
        desk.text("card-relationships-add"),
    );
    let relate = format!("{}/relate", whole.href());
    let network = format!("{}/network", whole.href());
    let all = desk.text("head-network");
    relation_card(&RelationCard {
        id: "relationships",
        title: &title,
        rows: &rows,
        none: &none,
        add: may_create(desk, "relationship").then_some((relate.as_str(), add.as_str())),
        all: (!whole.ties.is_empty()).then_some((network.as_str(), all.as_str())),
        ..RelationCard::default()
    })
}

/// How strong a tie is, and where it is changed or ended.
fn tie_end(desk: Desk<'_>, tie: &Tie) -> Option<Markup> {
    let strength = tie.strength.map(|strength| strength_dots(desk, strength));
    Some(
        html! { @if let Some(strength) = strength { (strength) } @if let Some(edit) = edit(desk, tie) { (edit) } },
    )
}

/// The way to the form of a tie, for whoever may change it.
fn edit(desk: Desk<'_>, tie: &Tie) -> Option<Markup> {
    if desk.frame.scope().reach("relationship", Act::Edit) == Reach::None {
        return None;
    }
    let href = format!("/relationships/{}/edit", tie.id);
    let label = format!("{}: {}", desk.text("edit"), tie.other_name);
    Some(icon_button(&IconButton {
        icon: "edit",
        label: &label,
        href: Some(&href),
        ..IconButton::default()
    }))
}

/// One to five dots, and the number for those who do not see them.
fn strength_dots(desk: Desk<'_>, strength: i64) -> Markup {
    let words = desk.frame.with("tie-strength", &[("strength", strength.into())]);
    let full = usize::try_from(strength.clamp(0, 5)).unwrap_or_default();
    html! {
        span.strength role="img" aria-label=(words) title=(words) { ("●".repeat(full)) ("○".repeat(5 - full)) }
    }
}

fn files(desk: Desk<'_>, whole: &Whole) -> Markup {
    let details: Vec<(String, String, String)> =
        whole.files.iter().map(|file| detail(desk, file)).collect();
    let rows: Vec<Relation<'_>> = details
        .iter()
        .map(|(href, name, about)| Relation {
            href,
            title: name,
            role: Some(about),
            icon: Some("file"),
            ..Relation::default()
        })
        .collect();
    let (title, none) = (desk.text("card-files"), desk.text("card-files-none"));
    html! {
        (relation_card(&RelationCard { id: "files", title: &title, rows: &rows, none: &none, ..RelationCard::default() }))
        @if may_create(desk, "file") { (upload(desk, ("party", whole.id()))) }
    }
}

fn detail(desk: Desk<'_>, record: &Record) -> (String, String, String) {
    let file = File::from_values(&record.values);
    let when = desk.frame.format().relative(record.envelope.created_at, desk.frame.scope().now);
    let size = size_words(desk, file.size.unwrap_or_default());
    (format!("/files/{}/content", record.id()), file.name.0, format!("{size} · {when}"))
}

/// How large a file is.
pub fn size_words(desk: Desk<'_>, bytes: i64) -> String {
    desk.frame.format().size(bytes)
}

/// The form that hangs a file on a record.
pub fn upload(desk: Desk<'_>, (object, record): (&str, Uuid)) -> Markup {
    let action = format!("/files/on/{object}/{record}");
    let (label, invitation, send) =
        (desk.text("file-choose"), desk.text("file-drop"), desk.text("file-send"));
    let field = web::components::Field {
        name: "file",
        id: "file-upload",
        label: &label,
        bare: true,
        ..web::components::Field::default()
    };
    let drop = FileDrop { accept: None, multiple: true, invitation: &invitation };
    let whole = Form {
        id: "file-form",
        action: &action,
        csrf: desk.frame.csrf(),
        files: true,
        ..Form::default()
    };
    html! {
        details.upload {
            summary { (send) }
            (form(&whole, &html! { (file_drop(&field, &drop)) (form_actions(&submit(&send))) }))
        }
    }
}

/// The lists kept by hand that the party is on.
fn lists(desk: Desk<'_>, whole: &Whole) -> Markup {
    let slug = super::desk::slug_of(whole.kind());
    let details: Vec<(String, &str)> = whole
        .party
        .lists
        .0
        .iter()
        .filter_map(|id| {
            let name = whole.loaded.titles.get("record_list", *id)?;
            Some((format!("/{slug}?lists={id}"), name))
        })
        .collect();
    let rows: Vec<Relation<'_>> = details
        .iter()
        .map(|(href, name)| Relation {
            href,
            title: name,
            icon: Some("list"),
            ..Relation::default()
        })
        .collect();
    let (title, none, add) =
        (desk.text("card-lists"), desk.text("card-lists-none"), desk.text("card-lists-add"));
    let choose = format!("{}/lists", whole.href());
    relation_card(&RelationCard {
        id: "lists",
        title: &title,
        rows: &rows,
        none: &none,
        add: desk
            .may("party", Act::Edit, &whole.loaded.record)
            .then_some((choose.as_str(), add.as_str())),
        ..RelationCard::default()
    })
}

/// A text as a part of an address.
pub fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
