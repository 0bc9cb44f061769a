//! How a list looks: head, views, table, pager.

use std::sync::Arc;

use kernel::Result;
use kernel::access::{Act, Reach};
use kernel::face::Face;
use kernel::kind::Kind;
use kernel::object::{Field as Declared, Object};
use maud::{Markup, html};
use store::query::{Count, Page, Titles};

use super::list::is_sortable;
use super::list_empty::{self, Without};
use super::list_state::ListState;
use super::shown::{Shown, label};
use super::view::ViewTab;
use super::{bulk_view, conditions, list_tools};
use crate::app::App;
use crate::components::{
    ButtonKind, Column, Direction, LinkButton, PageHead, Pager, Phone, Row, Selection, SortLink,
    Tab, Table, link_button, list_page, page_head, pager, table, tabs,
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
    /// Titles of the records that conditions name.
    pub condition_titles: &'a Titles,
}

impl ListView<'_> {
    /// The whole page.
    ///
    /// # Errors
    /// When the state names what does not exist.
    pub fn page(&self, page: &Page, count: &Count, without: &[Without]) -> Result<Markup> {
        let title = self.face_word("plural");
        let total = self.total(count);
        let bars = html! {
            (conditions::bar(self))
            (bulk_view::bar(self, &total))
        };
        let table = if page.records.is_empty() {
            list_empty::draw(self, without)
        } else {
            self.table(page)?
        };
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
        tabs(&self.word("list-views"), &items, &list_tools::own_view(self))
    }

    fn table(&self, page: &Page) -> Result<Markup> {
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
        let texts: Vec<(String, String)> = page
            .records
            .iter()
            .map(|record| {
                let id = record.id();
                let title = shown.name(self.object, self.face, record);
                (id.to_string(), self.frame.with("list-select-one", &[("name", title.into())]))
            })
            .collect();
        let rows: Vec<Row<'_>> = page
            .records
            .iter()
            .zip(&texts)
            .map(|(record, (id, select_label))| Row {
                id,
                peek: true,
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
            let key = self.sort_key(field);
            let first = match &self.state.sort {
                Some(text) => text.split(',').next().unwrap_or_default().to_owned(),
                None => self.default_sort(),
            };
            let now = if first == key {
                Some(Direction::Ascending)
            } else if first.strip_prefix('-') == Some(key) {
                Some(Direction::Descending)
            } else {
                None
            };
            let next = match now {
                Some(Direction::Ascending) => format!("-{key}"),
                _ => key.to_owned(),
            };
            (self.state.with(|state| state.sort = Some(next)), now)
        });
        let phone = match place {
            0 => Phone::Top,
            _ if self.face.due == Some(field.key) => Phone::TopEnd,
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

    /// The field that a column is ordered by: a name by how it is filed, where that is known.
    fn sort_key(&self, field: &Declared) -> &'static str {
        let filed = self.object.field("sort_name").filter(|_| field.key == self.face.title);
        filed.map_or(field.key, |filed| filed.key)
    }

    fn default_sort(&self) -> String {
        match self.face.sort.first() {
            Some((key, true)) => format!("-{key}"),
            Some((key, false)) => (*key).to_owned(),
            None => String::new(),
        }
    }

    fn pager(&self, page: &Page, total: &str) -> Markup {
        if page.records.is_empty() && self.state.cursor.is_none() {
            return maud::html! {};
        }
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
