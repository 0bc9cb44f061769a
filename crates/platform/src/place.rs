//! Favourites and recents: records that a user keeps at hand or has just seen. They hold no
//! titles, so that a record that one may not see any more does not show its name.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use kernel::Result;
use store::row::Row;
use store::tx::{Statement, Tx};
use uuid::Uuid;

/// Recents that are shown.
pub const RECENTS: usize = 8;
/// Most favourites of one user.
pub const FAVOURITES: i64 = 100;

/// The object of a saved view. Kept as a favourite, its face is that of the list.
pub const VIEW: &str = "saved_view";

/// A record under the address of the face that shows it: `party`, `people`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub object: String,
    pub face: String,
    pub record: Uuid,
}

/// What the rows of these statements name.
///
/// # Errors
/// When a row holds something else.
pub fn spots(rows: &[Row]) -> Result<Vec<Spot>> {
    rows.iter().map(spot).collect()
}

fn spot(row: &Row) -> Result<Spot> {
    Ok(Spot { object: row.text(0)?.to_owned(), face: row.text(1)?.to_owned(), record: row.id(2)? })
}

/// A user's favourites in their order.
///
/// # Errors
/// When the database fails; so with all of these.
pub async fn favourites(tx: &mut Tx, user: Uuid) -> Result<Vec<Spot>> {
    let (sql, parameters) = favourites_of(user);
    spots(&tx.query(&sql, &parameters).await?)
}

/// The statement for [`favourites`], to be asked together with others.
pub fn favourites_of(user: Uuid) -> Statement {
    let sql = r#"
        select "object", "face", "record"
        from "favourite"
        where "user" = $1
        order by "position", "record"
        limit $2"#;
    (sql.to_owned(), vec![user.into(), FAVOURITES.into()])
}

/// Whether a record is one of a user's favourites.
///
/// # Errors
/// As [`favourites`].
pub async fn is_favourite(tx: &mut Tx, user: Uuid, object: &str, record: Uuid) -> Result<bool> {
    let sql = r#"
        select 1 from "favourite" where "user" = $1 and "object" = $2 and "record" = $3"#;
    let parameters = [user.into(), object.into(), record.into()];
    Ok(tx.query_opt(sql, &parameters).await?.is_some())
}

/// Makes a record a favourite, the last of them, or makes it none.
///
/// # Errors
/// As [`favourites`].
pub async fn keep(tx: &mut Tx, user: Uuid, spot: &Spot, kept: bool) -> Result<()> {
    if !kept {
        let sql = r#"
            delete from "favourite" where "user" = $1 and "object" = $2 and "record" = $3"#;
        let parameters = [user.into(), (&spot.object).into(), spot.record.into()];
        tx.execute(sql, &parameters).await?;
        return Ok(());
    }
    let sql = r#"select coalesce(max("position"), 0) + 1 from "favourite" where "user" = $1"#;
    let last = tx.query_one(sql, &[user.into()]).await?.int(0)?;
    let sql = r#"
        insert into "favourite" ("user", "object", "record", "face", "position")
        values ($1, $2, $3, $4, $5)
        on conflict ("user", "object", "record") do nothing"#;
    let parameters =
        [user.into(), (&spot.object).into(), spot.record.into(), (&spot.face).into(), last.into()];
    tx.execute(sql, &parameters).await?;
    Ok(())
}

/// Moves a favourite one place up or down.
///
/// # Errors
/// As [`favourites`].
pub async fn reorder(tx: &mut Tx, user: Uuid, record: Uuid, up: bool) -> Result<()> {
    let mut spots = favourites(tx, user).await?;
    let Some(place) = spots.iter().position(|spot| spot.record == record) else {
        return Ok(());
    };
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    let Some(other) = other.filter(|other| *other < spots.len()) else {
        return Ok(());
    };
    spots.swap(place, other);
    for (position, spot) in (1_i64..).zip(&spots) {
        let sql = r#"
            update "favourite"
            set "position" = $1
            where "user" = $2
            and "object" = $3
            and "record" = $4"#;
        let parameters = [position.into(), user.into(), (&spot.object).into(), spot.record.into()];
        tx.execute(sql, &parameters).await?;
    }
    Ok(())
}

/// The statement for the records that a user saw last, the latest first.
pub fn recents_of(user: Uuid) -> Statement {
    let sql = r#"
        select "object", "face", "record"
        from "recent"
        where "user" = $1
        order by "at" desc
        limit $2"#;
    let limit = i64::try_from(RECENTS).unwrap_or_default();
    (sql.to_owned(), vec![user.into(), limit.into()])
}

/// Notes what a user saw, and forgets what they saw long before.
///
/// # Errors
/// As [`favourites`].
pub async fn note(tx: &mut Tx, user: Uuid, seen: &[(Timestamp, Spot)]) -> Result<()> {
    for (at, spot) in seen {
        let sql = r#"
            insert into "recent" ("user", "object", "record", "face", "at")
            values ($1, $2, $3, $4, $5)
            on conflict ("user", "object", "record") do update set "at" = excluded."at""#;
        let parameters = [
            user.into(),
            (&spot.object).into(),
            spot.record.into(),
            (&spot.face).into(),
            (*at).into(),
        ];
        tx.execute(sql, &parameters).await?;
    }
    let sql = r#"
        delete from "recent"
        where "user" = $1
        and "at" < (
          select min("at")
          from (select "at" from "recent" where "user" = $1 order by "at" desc limit 50) as kept
        )"#;
    tx.execute(sql, &[user.into()]).await?;
    Ok(())
}

/// What users have just seen and nobody has written down yet: seeing a record must not wait for
/// the disk, and looking through a hundred of them must not make a hundred writes.
#[derive(Debug, Default)]
pub struct Visits(Mutex<HashMap<Uuid, Vec<(Timestamp, Spot)>>>);

impl Visits {
    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Vec<(Timestamp, Spot)>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a visit; true when it is the first that waits for this user.
    pub fn add(&self, user: Uuid, at: Timestamp, spot: Spot) -> bool {
        let mut visits = self.lock();
        let first = !visits.contains_key(&user);
        let own = visits.entry(user).or_default();
        own.retain(|(_, known)| *known != spot);
        own.push((at, spot));
        if own.len() > RECENTS {
            own.remove(0);
        }
        first
    }

    /// Takes what waits for a user.
    pub fn take(&self, user: Uuid) -> Vec<(Timestamp, Spot)> {
        self.lock().remove(&user).unwrap_or_default()
    }

    /// Puts what waits before what is written, without repeating any.
    pub fn before(&self, user: Uuid, written: Vec<Spot>) -> Vec<Spot> {
        let waiting = self.lock().get(&user).cloned().unwrap_or_default();
        let mut spots: Vec<Spot> = waiting.into_iter().rev().map(|(_, spot)| spot).collect();
        for spot in written {
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
        spots.truncate(RECENTS);
        spots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(number: u128) -> Spot {
        Spot { object: "party".into(), face: "people".into(), record: Uuid::from_u128(number) }
    }

    #[test]
    fn what_was_seen_last_stands_first_and_once() {
        let (visits, user) = (Visits::default(), Uuid::now_v7());
        assert!(visits.add(user, Timestamp::UNIX_EPOCH, spot(1)));
        assert!(!visits.add(user, Timestamp::UNIX_EPOCH, spot(2)));
        visits.add(user, Timestamp::UNIX_EPOCH, spot(1));
        assert_eq!(visits.before(user, vec![spot(2), spot(3)]), [spot(1), spot(2), spot(3)]);
        assert_eq!(visits.take(user).len(), 2);
        assert!(visits.take(user).is_empty());
    }

    #[test]
    fn only_the_last_few_are_remembered() {
        let (visits, user) = (Visits::default(), Uuid::now_v7());
        for number in 0..20 {
            visits.add(user, Timestamp::UNIX_EPOCH, spot(number));
        }
        let spots = visits.before(user, vec![spot(100)]);
        assert_eq!(spots.len(), RECENTS);
        assert_eq!(spots.first(), Some(&spot(19)));
    }
}
