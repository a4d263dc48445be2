//! Rows that belong to a user, each under an id of its own: SSH keys, signing certificates, service passwords. An owner
//! has few of them.

use kernel::{ApiResult, Cx, Timestamp};
use store::{Row, Table};

/// Rows by (unique id of the owner, id).
pub(crate) type Owned<R> = Table<(String, String), R>;

/// The letters of unique ids.
const ID_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// More than one owner can have.
const ALL: usize = 200;

/// A fresh id: the prefix of its kind, and letters and digits.
pub(crate) fn new_id(cx: &Cx<'_>, prefix: &str, letters: usize) -> String {
    format!("{prefix}{}", cx.random().text(letters, ID_LETTERS))
}

/// All rows of an owner, by id.
pub(crate) async fn all<R: Row>(
    cx: &mut Cx<'_>,
    table: &Owned<R>,
    owner: &str,
) -> ApiResult<Vec<(String, R)>> {
    let range = cx.rows(table).prefix(&owner.to_owned());
    let rows = cx.range(table, &range, ALL).await?;
    Ok(rows.into_iter().map(|((_, id), row)| (id, row)).collect())
}

/// One row of an owner.
pub(crate) async fn get<R: Row>(
    cx: &mut Cx<'_>,
    table: &Owned<R>,
    owner: &str,
    id: &str,
) -> ApiResult<Option<R>> {
    cx.get(table, &(owner.to_owned(), id.to_owned())).await
}

pub(crate) fn put<R: Row>(cx: &mut Cx<'_>, table: &Owned<R>, owner: &str, id: &str, row: &R) {
    cx.put(table, &(owner.to_owned(), id.to_owned()), row);
}

pub(crate) fn delete<R>(cx: &mut Cx<'_>, table: &Owned<R>, owner: &str, id: &str) {
    cx.delete(table, &(owner.to_owned(), id.to_owned()));
}

/// Where something stands in a listing in order of time.
pub(crate) fn by_date(created: Timestamp, id: &str) -> String {
    format!("{:020}/{id}", created.as_micros())
}
