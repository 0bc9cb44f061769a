//! How a list looks: views, conditions, table, bulk bar, pager.

use std::sync::Arc;

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::catalog::field_label_key;
use kernel::face::Face;
use kernel::filter::Op;
use kernel::kind::Kind;
use kernel::object::{Field as Declared, Object};
use kernel::words::Words;
use maud::{Markup, html};
use store::query::{Count, Page};

use super::form_state::FormState;
use super::list::is_sortable;
use super::list_state::{Condition, ListState};
use super::shown::{Shown, choice_label, label};
use super::view::ViewTab;
use super::widgets::Widgets;
use super::{bulk_view, list_tools};
use crate::app::App;
use crate::components::{
    Button, ButtonKind, Chip, ChipsBar, Choice, Column, Direction, EmptyState, Field, LinkButton,
    Menu, MenuItem, PageHead, Pager, Phone, Row, Selection, SortLink, Tab, Table, button,
    chips_bar, empty_state, link_button, list_page, menu, page_head, pager, search_box, select,
    submit, table, tabs,
};
use crate::frame::Frame;

/// The page of a list in one state.
#[derive(Clone, Copy)]
pub struct ListView<'a> {
    pub app: &'a App,
    pub frame: &'a Frame,
    pub object: &'a Arc<Object>,
    pub face: &'a Face,
    pub state: &'a ListState,
    pub views: &'a [ViewTab],
}

impl ListView<'_> {
    /// The whole page.
    ///
    /// # Errors
    /// When the state names what does not exist.
    pub fn page(&self, page: &Page, count: &Count) -> Result<Markup> {
        let title = self.face_word("plural");
        let total = self.total(count);
        let bars = html! {
            (self.toolbar())
            @if let Some(field) = self.state.adding.as_deref().and_then(|key| self.object.field(key)) {
                (self.condition_form(field))
            }
            (bulk_view::bar(self, &total))
        };
        let table = self.table(page)?;
        let main = list_page(
            &self.head(&title, &total),
            &self.tabs(),
            &bars,
            &table,
            &self.pager(page, &total),
        );
        Ok(self.frame.page(&title, &main))
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.frame.text(key)
    }

    pub(super) fn face_word(&self, form: &str) -> String {
        self.word(&format!("face-{}-{form}", self.face.key).replace('_', "-"))
    }

    pub(super) fn may(&self, act: Act) -> bool {
        self.frame.scope().reach(self.object.key, act) > Reach::None
    }

    fn total(&self, count: &Count) -> String {
        let number = self.frame.format().whole(count.value);
        if count.exact { number } else { format!("{number}+") }
    }

    fn head(&self, title: &str, total: &str) -> Markup {
        let new = self.face_word("new");
        let href = format!("/{}/new", self.face.slug);
        let import = self.word("list-import");
        let import_href = format!("/import?object={}&face={}", self.object.key, self.face.key);
        let actions = html! {
            @if self.may(Act::Create) && self.frame.scope().rights.bulk {
                (link_button(&LinkButton { href: &import_href, label: &import, icon: Some("upload"), ..LinkButton::default() }))
            }
            @if self.may(Act::Create) {
                (link_button(&LinkButton { href: &href, label: &new, kind: ButtonKind::Primary, icon: Some("plus"), ..LinkButton::default() }))
            }
        };
        page_head(&PageHead {
            title,
            note: Some(total),
            actions: Some(actions),
            ..PageHead::default()
        })
    }

    fn tabs(&self) -> Markup {
        let all = self.word("list-all");
        let path = format!("/{}", self.face.slug);
        let mut items = vec![Tab {
            label: &all,
            href: &path,
            current: self.state.view.is_none(),
            ..Tab::default()
        }];
        items.extend(self.views.iter().map(|view| Tab {
            label: &view.name,
            href: &view.href,
            current: self.state.view == Some(view.id),
            ..Tab::default()
        }));
        tabs(&self.word("list-views"), &items, &html! {})
    }

    fn toolbar(&self) -> Markup {
        let kept = self.state.kept_by_search();
        let kept: Vec<(&str, &str)> =
            kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let words: Vec<OwnedChip> = (0..self.state.conditions.len())
            .filter_map(|place| self.state.conditions.get(place).map(|c| self.chip(place, c)))
            .collect();
        let chips: Vec<Chip<'_>> = words.iter().map(OwnedChip::borrowed).collect();
        let clear_word = self.word("list-clear");
        let bare = self.state.with(|state| {
            state.conditions.clear();
            state.expression = None;
            state.q = None;
        });
        let narrowed = !chips.is_empty() || self.state.expression.is_some();
        let placeholder = self.word("list-search");
        chips_bar(&ChipsBar {
            search: Some(search_box(
                &self.state.path,
                self.state.q.as_deref().unwrap_or_default(),
                &placeholder,
                &kept,
            )),
            chips: &chips,
            add: Some(self.add_menu()),
            clear: narrowed.then_some((bare.as_str(), clear_word.as_str())),
            tools: Some(list_tools::tools(self)),
        })
    }

    fn chip(&self, place: usize, condition: &Condition) -> OwnedChip {
        let field = self.path_label(&condition.field);
        let operator = self.operator_word(&condition.field, &condition.op);
        let value = self.value_words(condition);
        let remove = self.state.with(|state| {
            state.conditions.remove(place);
        });
        let remove_label = format!("{}: {field} {operator} {value}", self.word("remove"));
        OwnedChip { field, operator, value, remove, remove_label }
    }

    fn path_label(&self, path: &str) -> String {
        let language = self.frame.language();
        let mut parts = path.split('.');
        let first = parts.next().and_then(|key| self.object.field(key));
        let Some(field) = first else {
            return path.to_owned();
        };
        let own = label(language, self.object, field);
        let over = parts.next().and_then(|key| {
            let catalog = self.app.catalog();
            let target = catalog.object(field.kind.link_target()?)?.clone();
            let field = target.field(key)?;
            Some(Words::get().text(language, &field_label_key(Words::get(), target.key, field.key)))
        });
        over.map_or_else(|| own.clone(), |over| format!("{own} · {over}"))
    }

    fn last_field(&self, path: &str) -> Option<Declared> {
        let mut parts = path.split('.');
        let field = self.object.field(parts.next()?)?;
        match parts.next() {
            None => Some(field.clone()),
            Some(key) => {
                let catalog = self.app.catalog();
                catalog.object(field.kind.link_target()?)?.field(key).cloned()
            }
        }
    }

    pub(super) fn operator_word(&self, path: &str, op: &str) -> String {
        let dated = self
            .last_field(path)
            .is_some_and(|field| matches!(field.kind, Kind::Date | Kind::Instant));
        let key = if dated && matches!(op, "lt" | "gt" | "lte" | "gte") {
            format!("operator-date-{op}")
        } else {
            format!("operator-{op}")
        };
        self.word(&key)
    }

    fn value_words(&self, condition: &Condition) -> String {
        let language = self.frame.language();
        if condition.op == "empty" {
            return String::new();
        }
        if condition.op == "within" {
            let key = format!("period-{}", condition.value);
            let known = Words::get().has(language, &key);
            return if known { self.word(&key) } else { condition.value.clone() };
        }
        match condition.value.as_str() {
            "me" => return self.word("value-me"),
            "my-teams" => return self.word("value-my-teams"),
            _ => {}
        }
        let Some(field) = self.last_field(&condition.field) else {
            return condition.value.clone();
        };
        let words: Vec<String> = condition
            .value
            .split(',')
            .map(|value| match field.kind {
                Kind::Choice(set) | Kind::Choices(set) if set.find(value.trim()).is_some() => {
                    choice_label(language, set, value.trim())
                }
                Kind::YesNo => self.word(if value == "true" { "yes" } else { "no" }),
                _ => value.to_owned(),
            })
            .collect();
        words.join(&format!(" {} ", self.word("value-or")))
    }

    /// The menu of fields that a condition may be about.
    fn add_menu(&self) -> Markup {
        let language = self.frame.language();
        let offered: Vec<&Declared> = self
            .face
            .filters
            .iter()
            .filter_map(|key| self.object.field(key))
            .chain(self.object.fields.iter().filter(|field| {
                !field.secret
                    && field.belongs_to(self.face.key)
                    && field.kind != Kind::File
                    && !matches!(field.key, "id" | "version" | "deleted_at" | "deleted_by")
                    && !self.face.filters.contains(&field.key)
            }))
            .collect();
        let lines: Vec<(String, String)> = offered
            .into_iter()
            .map(|field| {
                let mut other = self.state.first_page();
                other.adding = Some(field.key.to_owned());
                (label(language, self.object, field), other.address())
            })
            .collect();
        let items: Vec<MenuItem<'_>> = lines
            .iter()
            .map(|(label, href)| MenuItem { label, href: Some(href), ..MenuItem::default() })
            .collect();
        let word = self.word("list-filter");
        html! {
            (button(&Button { label: &word, kind: ButtonKind::Quiet, icon: Some("filter"), key: Some("f"), opens: Some("add-filter"), ..Button::default() }))
            (menu(&Menu { id: "add-filter", label: &word, items: &items }))
        }
    }

    /// The form that writes one condition.
    fn condition_form(&self, field: &Declared) -> Markup {
        let operators: Vec<(&'static str, String)> = kernel::kind_rules::operators(field.kind)
            .iter()
            .map(|op| (op.key(), self.operator_word(field.key, op.key())))
            .collect();
        let first = preferred(field.kind);
        let choices: Vec<Choice<'_>> = operators
            .iter()
            .map(|(key, label)| Choice { value: key, label, selected: *key == first, help: None })
            .collect();
        let legend = label(self.frame.language(), self.object, field);
        let operator_label = self.word("list-operator");
        html! {
            form.condition-form method="get" action=(self.state.path) aria-label=(legend) {
                @for (name, value) in self.kept() { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="new.field" value=(field.key);
                strong { (legend) }
                (select(&Field { name: "new.op", label: &operator_label, bare: true, ..Field::default() }, &choices))
                (self.condition_value(field))
                (submit(&self.word("list-apply")))
            }
        }
    }

    fn kept(&self) -> Vec<(String, String)> {
        let address = self.state.first_page().address();
        let query = address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    fn condition_value(&self, field: &Declared) -> Markup {
        let label = self.word("list-value");
        let bare = Field {
            name: "new.value",
            label: &label,
            bare: true,
            autofocus: true,
            ..Field::default()
        };
        match field.kind {
            Kind::Choice(set) | Kind::Choices(set) => {
                let labels: Vec<(&str, String)> = set
                    .keys
                    .iter()
                    .map(|key| (*key, choice_label(self.frame.language(), set, key)))
                    .collect();
                let choices: Vec<Choice<'_>> = labels
                    .iter()
                    .map(|(key, label)| Choice { value: key, label, ..Choice::default() })
                    .collect();
                select(&bare, &choices)
            }
            Kind::YesNo => {
                let (yes, no) = (self.word("yes"), self.word("no"));
                select(
                    &bare,
                    &[
                        Choice { value: "true", label: &yes, ..Choice::default() },
                        Choice { value: "false", label: &no, ..Choice::default() },
                    ],
                )
            }
            Kind::Link(target) | Kind::Links(target) => self.linked_value(target),
            _ => crate::components::text(&Field { placeholder: Some(hint(field.kind)), ..bare }),
        }
    }

    fn linked_value(&self, target: &'static str) -> Markup {
        let state = FormState::default();
        let widgets = Widgets {
            language: self.frame.language(),
            object: self.object,
            state: &state,
            currency: "",
            bare: true,
            autofocus: None,
        };
        let label = self.word("list-value");
        html! {
            @if target == "user" { (widgets.link_named("new.value", &label, "/options/user?me=true")) }
            @else { (widgets.link_named("new.value", &label, &format!("/options/{target}"))) }
        }
    }

    fn table(&self, page: &Page) -> Result<Markup> {
        if page.records.is_empty() {
            return Ok(self.empty());
        }
        let keys = self.state.column_keys(self.object, self.face)?;
        let fields: Vec<&Declared> = keys.iter().filter_map(|key| self.object.field(key)).collect();
        let heads: Vec<Head> =
            fields.iter().enumerate().map(|(place, field)| self.column(place, field)).collect();
        let columns: Vec<Column<'_>> = heads.iter().map(Head::borrowed).collect();
        let catalog = self.app.catalog();
        let shown = Shown {
            catalog: &catalog,
            titles: &page.titles,
            format: self.frame.format(),
            language: self.frame.language(),
            country: self.app.workspace().country,
            now: self.frame.scope().now,
        };
        let texts: Vec<(String, String, String)> = page
            .records
            .iter()
            .map(|record| {
                let id = record.id();
                let title = self.object.title(record);
                (
                    id.to_string(),
                    format!("/{}/{id}/peek", self.face.slug),
                    self.frame.with("list-select-one", &[("name", title.into())]),
                )
            })
            .collect();
        let rows: Vec<Row<'_>> = page
            .records
            .iter()
            .zip(&texts)
            .map(|(record, (id, peek, select_label))| Row {
                id,
                peek: Some(peek),
                select_label,
                cells: fields.iter().map(|field| shown.cell(self.face, field, record)).collect(),
                faint: false,
            })
            .collect();
        let caption = self.face_word("plural");
        let all_label = self.word("list-select-all");
        Ok(table(&Table {
            id: "rows",
            caption: &caption,
            columns: &columns,
            rows: &rows,
            select: bulk_view::is_offered(self)
                .then_some(Selection { form: "bulk", all_label: &all_label }),
            totals: None,
        }))
    }

    fn column(&self, place: usize, field: &Declared) -> Head {
        let sort = is_sortable(field.kind).then(|| {
            let first = self.state.sort.as_deref().or_else(|| self.default_sort());
            let now = match first {
                Some(sort) if sort == field.key => Some(Direction::Ascending),
                Some(sort) if sort.strip_prefix('-') == Some(field.key) => {
                    Some(Direction::Descending)
                }
                _ => None,
            };
            let next = if now == Some(Direction::Ascending) {
                format!("-{}", field.key)
            } else {
                field.key.to_owned()
            };
            (self.state.with(|state| state.sort = Some(next)), now)
        });
        let phone = match place {
            0 => Phone::Top,
            1 => Phone::Bottom,
            2 => Phone::BottomEnd,
            _ => Phone::Hidden,
        };
        Head {
            label: label(self.frame.language(), self.object, field),
            numeric: matches!(
                field.kind,
                Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Money | Kind::Duration
            ),
            sort,
            phone,
        }
    }

    fn default_sort(&self) -> Option<&str> {
        match self.face.sort.first() {
            Some((key, false)) => Some(key),
            _ => None,
        }
    }

    /// Nothing here yet, or nothing that meets every condition.
    fn empty(&self) -> Markup {
        let narrowed = !self.state.conditions.is_empty()
            || self.state.expression.is_some()
            || self.state.q.is_some();
        let new = self.face_word("new");
        let href = format!("/{}/new", self.face.slug);
        let clear = self.word("list-clear");
        let bare = self.state.path.clone();
        let actions = html! {
            @if narrowed {
                (link_button(&LinkButton { href: &bare, label: &clear, ..LinkButton::default() }))
            } @else if self.may(Act::Create) {
                (link_button(&LinkButton { href: &href, label: &new, kind: ButtonKind::Primary, icon: Some("plus"), ..LinkButton::default() }))
            }
        };
        let title = if narrowed { self.word("list-nothing-fits") } else { self.face_word("empty") };
        let text = if narrowed { Some(self.word("list-drop-one")) } else { None };
        empty_state(&EmptyState {
            icon: self.face.icon,
            title: &title,
            text: text.as_deref(),
            actions: Some(actions),
            example: None,
        })
    }

    fn pager(&self, page: &Page, total: &str) -> Markup {
        let shown = self.frame.format().whole(i64::try_from(page.records.len()).unwrap_or(0));
        let mut summary =
            self.frame.with("list-shown", &[("shown", shown.into()), ("total", total.into())]);
        if page.bounded {
            summary = format!("{summary} {}", self.word("list-bounded"));
        }
        let next = page.next.as_ref().map(|cursor| {
            let mut other = self.state.first_page();
            other.cursor = Some(cursor.clone());
            other.address()
        });
        let first = self.state.first_page().address();
        let (more, begin) = (self.word("list-more"), self.word("list-first"));
        pager(&Pager {
            summary: &summary,
            next: next.as_deref().map(|href| (href, more.as_str())),
            table: "rows",
            first: self.state.cursor.is_some().then_some((first.as_str(), begin.as_str())),
        })
    }
}

struct OwnedChip {
    field: String,
    operator: String,
    value: String,
    remove: String,
    remove_label: String,
}

impl OwnedChip {
    fn borrowed(&self) -> Chip<'_> {
        Chip {
            field: &self.field,
            operator: &self.operator,
            value: &self.value,
            edit: None,
            remove: &self.remove,
            remove_label: &self.remove_label,
        }
    }
}

struct Head {
    label: String,
    numeric: bool,
    sort: Option<(String, Option<Direction>)>,
    phone: Phone,
}

impl Head {
    fn borrowed(&self) -> Column<'_> {
        Column {
            label: &self.label,
            numeric: self.numeric,
            sort: self.sort.as_ref().map(|(href, now)| SortLink { href, now: *now }),
            phone: self.phone,
            ..Column::default()
        }
    }
}

/// The operator that people mean first.
const fn preferred(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Name | Kind::LongText | Kind::Url => Op::Contains.key(),
        Kind::Date | Kind::Instant => Op::Within.key(),
        Kind::Whole | Kind::Decimal { .. } | Kind::Percent | Kind::Money | Kind::Duration => {
            Op::Gte.key()
        }
        _ => Op::Eq.key(),
    }
}

/// What a value looks like, for those who write one.
const fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Date | Kind::Instant => "last-30d · this-month · 2026-01-31",
        Kind::Money => "1000 EUR",
        _ => " ",
    }
}
