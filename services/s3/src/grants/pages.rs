//! Pages of the lists of Access Grants.

use kernel::{ApiResult, Cx};
use store::{Row, Table};

use super::{EntryKey, entry, place};
use crate::control_errors;

/// Most that a page has.
const PAGE: usize = 1_000;
/// Rows that are read at once.
const RUN: usize = 1_000;

/// A page of the instance's rows that fit, by their ids, and the token of the next. `binding`: what else shapes the list.
pub(crate) async fn page<R: Row>(
    cx: &mut Cx<'_>,
    table: &'static Table<EntryKey, R>,
    binding: &[&str],
    token: Option<&str>,
    most: Option<i32>,
    fits: impl Fn(&R) -> bool,
) -> ApiResult<(Vec<R>, Option<String>)> {
    let most = most.and_then(|most| usize::try_from(most).ok());
    let most = most.filter(|most| *most > 0).map_or(PAGE, |most| most.min(PAGE));
    let mut after = match token {
        None => None,
        Some(token) => Some(open(cx, binding, token)?),
    };
    let mut found: Vec<(String, R)> = Vec::new();
    loop {
        let mut range = cx.rows(table).prefix(&place(cx));
        if let Some(id) = &after {
            range = range.after(&entry(cx, id));
        }
        let rows = cx.range(table, &range, RUN).await?;
        after = rows.last().map(|((_, _, id), _)| id.clone());
        let ended = rows.len() < RUN;
        let fitting = rows.into_iter().filter(|(_, row)| fits(row));
        found.extend(fitting.map(|((_, _, id), row)| (id, row)));
        if ended || found.len() > most {
            break;
        }
    }
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next = last.map(|(id, _)| cx.page_token().seal(binding, id.as_bytes()));
    Ok((found.into_iter().map(|(_, row)| row).collect(), next))
}

fn open(cx: &Cx<'_>, binding: &[&str], token: &str) -> ApiResult<String> {
    let raw = cx.page_token().open(binding, token).ok();
    raw.and_then(|raw| String::from_utf8(raw).ok()).ok_or_else(control_errors::invalid_next_token)
}
