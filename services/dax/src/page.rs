//! Pages of a listing that is at hand as a whole: the token holds how far the pages before it went.

use kernel::{ApiResult, Cx};

use crate::{errors, limits};

/// The page that is asked for, and the token for the next.
pub(crate) fn cut<T>(
    cx: &Cx<'_>,
    all: Vec<T>,
    max_results: Option<i32>,
    token: Option<&str>,
) -> ApiResult<(Vec<T>, Option<String>)> {
    let binding = [cx.operation()];
    let limit = match max_results {
        None => limits::PAGE,
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=limits::PAGE).contains(limit))
            .ok_or_else(|| errors::value("MaxResults must be from 1 to 100."))?,
    };
    let refused = || errors::value("The NextToken is not valid.");
    let start = match token.filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => {
            let raw = cx.page_token().open(&binding, token).map_err(|_| refused())?;
            let raw: [u8; 8] = raw.try_into().map_err(|_| refused())?;
            usize::try_from(u64::from_be_bytes(raw)).map_err(|_| refused())?
        }
    };
    let end = start.saturating_add(limit);
    let more = end < all.len();
    let page = all.into_iter().skip(start).take(limit).collect();
    let next = more.then(|| cx.page_token().seal(&binding, &(end as u64).to_be_bytes()));
    Ok((page, next))
}
