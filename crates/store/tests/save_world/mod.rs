//! Contacts, and a store to save them in.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::access::Scope;
use kernel::catalog::Catalog;
use kernel::conduct::{Conduct, Context};
use kernel::face::face;
use kernel::language::Language;
use kernel::object::{Object, object};
use kernel::shape::{Email, Emails, Link, Name, Tags, Text};
use kernel::text::sort_key::Collation;
use kernel::{Refusals, Result, fields, record};
use serde_json::json;
use store::migrate::Migrations;
use store::query::{self, Asking};
use store::save::{Change, Hooks, Saved, Saving, save_one};
use store::workspace::Workspace;
use store::{Store, change_set};
use uuid::Uuid;

use crate::space::Space;

record! {
    /// A contact of these tests.
    pub struct Contact in "contact", "contacts" {
        name: Name,
        email: Email,
        emails: Emails,
        tags: Tags,
        boss: Link<Contact>,
        greeting: Text,
    }
}

impl Conduct for Contact {
    fn settle(&mut self, _before: Option<&Self>, _context: &Context) {
        self.greeting = format!("Hello {}", self.name.0).into();
    }

    fn refuse(&self, _before: Option<&Self>, _context: &Context) -> Refusals {
        let mut refusals = Refusals::default();
        if self.name.contains("refuse") {
            refusals.field("name", "taken");
        }
        refusals
    }
}

const TABLES: &str = r#"
    create table "contact" (
      "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null,
      "created_by" {id}, "updated_at" {instant} not null, "owner" {id}, "team" {id},
      "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
      "name" {text}, "name_key" {bytes}, "email" {text}, "boss" {id}, "greeting" {text},
      "greeting_key" {bytes}) {strict};
    create table "contact_emails" ("record" {id} not null references "contact" ("id") on delete cascade,
      "position" {int} not null, "entry" {id} not null, "primary" {bool} not null, "type" {text},
      "value" {text}, "value_key" {text}, "country" {text}, "street" {text}, "street_2" {text},
      "city" {text}, "city_key" {text}, "state" {text}, "postal_code" {text},
      primary key ("record", "position")) {strict};
    create table "contact_tags" ("record" {id} not null references "contact" ("id") on delete cascade,
      "position" {int} not null, "value" {text}, "value_key" {text},
      primary key ("record", "position")) {strict};"#;

fn contact() -> Object {
    object::<Contact>()
        .required(fields![Contact::name])
        .settled(fields![Contact::greeting])
        .primary(Contact::email, Contact::emails)
        .face(face::<Contact>("contact", "contacts", "person").title(Contact::name).build())
        .build()
}

pub struct World {
    pub store: Store,
    pub catalog: Arc<Catalog>,
    _space: Space,
}

impl World {
    pub async fn new(space: Space) -> Self {
        let mut config = space.config();
        config.migrations = Migrations::embedded().up_to(2).and("test", TABLES);
        let store = Store::open(config).await.unwrap();
        Self::over(store, space)
    }

    /// The same contacts in a store that is there.
    pub fn over(store: Store, space: Space) -> Self {
        let catalog = Arc::new(Catalog::unchecked(vec![contact()]));
        Self { store, catalog, _space: space }
    }

    pub fn saving(&self, scope: Scope) -> Saving {
        Saving {
            catalog: Arc::clone(&self.catalog),
            hooks: Arc::new(Hooks::default()),
            scope,
            workspace: Arc::new(Workspace::default()),
            collation: Arc::new(Collation::new(Language::En)),
            change_set: Uuid::now_v7(),
            bulk: false,
            undoing: false,
        }
    }

    pub fn robot(&self) -> Saving {
        self.saving(Scope::robot("test", Timestamp::now()))
    }

    pub async fn one(&self, saving: &Saving, change: Change) -> Result<Saved> {
        let saving = saving.clone();
        self.store
            .write(move |tx| {
                let (saving, change) = (saving.clone(), change.clone());
                Box::pin(async move {
                    change_set::begin_as(
                        tx,
                        &saving.scope,
                        saving.change_set,
                        ("edit", &json!({})),
                    )
                    .await?;
                    save_one(tx, &saving, change).await
                })
            })
            .await
    }

    pub async fn get(&self, id: Uuid) -> Result<Contact> {
        let scope = Scope::robot("test", Timestamp::now());
        let catalog = Arc::clone(&self.catalog);
        let record = self
            .store
            .read(move |tx| {
                let (catalog, scope) = (Arc::clone(&catalog), scope.clone());
                Box::pin(async move {
                    let asking = Asking { catalog: &catalog, scope: &scope };
                    let object = catalog.object("contact").unwrap();
                    query::get(tx, asking, object, id).await
                })
            })
            .await?;
        Ok(kernel::shape::Shape::from_values(&record.values))
    }
}
