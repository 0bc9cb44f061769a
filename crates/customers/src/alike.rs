//! Parties that look like another one, with the reason; and the company that an e-mail address
//! speaks of. Free-mail domains and keys that more than fifty parties share never count.

use std::collections::HashMap;

use kernel::Result;
use kernel::email::{email_domain, is_free_mail_domain};
use kernel::record::Record;
use kernel::shape::Shape;
use kernel::text::fold::fold;
use store::query::{self, Asking};
use store::sql_value::SqlValue;
use store::{Row, Statement, Tx, TxFuture};
use uuid::Uuid;

use crate::objects::Party;
use crate::reading::object;

/// A key that more parties share tells nothing.
const SHARED: i64 = 50;
/// Parties that are answered at most.
const MOST: usize = 10;

/// Why two parties look alike, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    TaxId,
    Email,
    Phone,
    Domain,
    Name,
}

impl Reason {
    /// The Fluent key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TaxId => "alike-tax-id",
            Self::Email => "alike-email",
            Self::Phone => "alike-phone",
            Self::Domain => "alike-domain",
            Self::Name => "alike-name",
        }
    }
}

/// A party that looks like another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    pub id: Uuid,
    pub reason: Reason,
}

/// Parties like this one that the asker sees.
///
/// # Errors
/// When the database fails.
pub async fn find(tx: &mut Tx, asking: Asking<'_>, record: &Record) -> Result<Vec<Alike>> {
    let party = Party::from_values(&record.values);
    let mut found: HashMap<Uuid, Reason> = HashMap::new();
    let keys: Vec<(Reason, &str, String)> = keys_of(&party)
        .into_iter()
        .flat_map(|(reason, table, keys)| keys.into_iter().map(move |key| (reason, table, key)))
        .collect();
    let statements: Vec<Statement> =
        keys.iter().map(|(_, table, key)| holders_of(table, key)).collect();
    for ((reason, ..), rows) in keys.iter().zip(tx.query_all(&statements).await?) {
        for id in few(&rows)? {
            let known = found.entry(id).or_insert(*reason);
            *known = *reason.min(known);
        }
    }
    for id in namesakes(tx, &party, record).await? {
        found.entry(id).or_insert(Reason::Name);
    }
    found.remove(&record.id());
    let kind = party.kind.0;
    let ids: Vec<Uuid> = found.keys().copied().collect();
    let declared = object(asking, "party")?;
    let seen = query::get_many(tx, asking, declared, &ids, kernel::access::Act::See).await?;
    let mut alike: Vec<Alike> = seen
        .iter()
        .filter(|other| Party::from_values(&other.values).kind.0 == kind)
        .filter_map(|other| Some(Alike { id: other.id(), reason: *found.get(&other.id())? }))
        .collect();
    alike.sort_by_key(|each| (each.reason, each.id));
    alike.truncate(MOST);
    Ok(alike)
}

/// The keys that a party is told by, with the table that holds them.
fn keys_of(party: &Party) -> Vec<(Reason, &'static str, Vec<String>)> {
    let values = |parts: &[kernel::value::Part]| -> Vec<String> {
        parts.iter().map(|part| fold(&part.value)).filter(|key| !key.is_empty()).collect()
    };
    let mut domains = values(&party.domains.0);
    domains.retain(|domain| !is_free_mail_domain(domain));
    vec![
        (Reason::TaxId, "party_identifiers", values(&party.identifiers.0)),
        (Reason::Email, "party_emails", values(&party.emails.0)),
        (Reason::Phone, "party_phones", values(&party.phones.0)),
        (Reason::Domain, "party_domains", domains),
    ]
}

/// Asks who holds a key.
fn holders_of(table: &str, key: &str) -> Statement {
    let sql = format!(
        r#"
        select c."record" from "{table}" c
        join "party" p on p."id" = c."record"
        where c."value_key" = $1 and p."deleted_at" is null
        limit $2"#
    );
    (sql, vec![key.into(), (SHARED + 1).into()])
}

/// Those who hold a key; nobody when too many do.
fn few(rows: &[Row]) -> Result<Vec<Uuid>> {
    if i64::try_from(rows.len()).is_ok_and(|count| count > SHARED) {
        return Ok(Vec::new());
    }
    rows.iter().map(|row| row.id(0)).collect()
}

/// Companies of the same name, and people of the same name in the same company or city.
async fn namesakes(tx: &mut Tx, party: &Party, record: &Record) -> Result<Vec<Uuid>> {
    if party.name.is_empty() {
        return Ok(Vec::new());
    }
    let sql = r#"
        select p."id", p."organization", p."city", p."name" from "party" p
        where p."kind" = $1
        and p."name_key" = (select o."name_key" from "party" o where o."id" = $2)
        and p."id" <> $2
        and p."deleted_at" is null
        limit $3"#;
    let kind = if party.is_person() { "person" } else { "organization" };
    let params: [SqlValue; 3] = [kind.into(), record.id().into(), (SHARED + 1).into()];
    let rows = tx.query(sql, &params).await?;
    if i64::try_from(rows.len()).is_ok_and(|count| count > SHARED) {
        return Ok(Vec::new());
    }
    let mut ids = Vec::new();
    for row in &rows {
        let same_place = party.organization.0.is_some() && row.opt_id(1)? == party.organization.0
            || !party.city.is_empty()
                && fold(row.opt_text(2)?.unwrap_or_default()) == fold(&party.city);
        if !party.is_person() || same_place {
            ids.push(row.id(0)?);
        }
    }
    Ok(ids)
}

/// The shape that the API asks: ids alone.
pub fn duplicates<'a>(
    tx: &'a mut Tx,
    catalog: &'a kernel::catalog::Catalog,
    scope: &'a kernel::access::Scope,
    record: &'a Record,
) -> TxFuture<'a, Vec<Uuid>> {
    Box::pin(async move {
        let alike = find(tx, Asking { catalog, scope }, record).await?;
        Ok(alike.into_iter().map(|each| each.id).collect())
    })
}

/// The company whose domain an e-mail address is under, when there is exactly one that the asker
/// sees.
///
/// # Errors
/// When the database fails.
pub async fn company_of(tx: &mut Tx, asking: Asking<'_>, email: &str) -> Result<Option<Uuid>> {
    let Some(domain) = email_domain(email).map(str::to_lowercase) else {
        return Ok(None);
    };
    if is_free_mail_domain(&domain) {
        return Ok(None);
    }
    let mut name = domain.as_str();
    while name.contains('.') {
        let (sql, values) = holders_of("party_domains", &fold(name));
        let ids = few(&tx.query(&sql, &values).await?)?;
        let seen = query::visible_ids(tx, asking, object(asking, "party")?, &ids).await?;
        match seen.as_slice() {
            [] => {}
            [one] => return Ok(Some(*one)),
            _ => return Ok(None),
        }
        let Some((_, rest)) = name.split_once('.') else {
            break;
        };
        name = rest;
    }
    Ok(None)
}
