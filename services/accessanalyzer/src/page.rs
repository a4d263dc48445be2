//! Pages of a listing that is at hand as a whole: the token holds how far the pages before it went.

use kernel::{ApiResult, Cx};

use crate::{errors, limits};

/// The page that is asked for, and the token for the next. `binding` is what shapes the listing.
pub(crate) fn cut<T>(
    cx: &Cx<'_>,
    binding: &[&str],
    all: Vec<T>,
    max_results: Option<i32>,
    token: Option<&str>,
) -> ApiResult<(Vec<T>, Option<String>)> {
    let limit = max_results.unwrap_or(*limits::PAGE.end());
    let limit = usize::try_from(limit).unwrap_or_default();
    let most = usize::try_from(*limits::PAGE.end()).unwrap_or_default();
    if limit == 0 {
        return Err(errors::field("maxResults", "maxResults must be greater than 0."));
    }
    let limit = limit.min(most);
    let refused = || errors::field("nextToken", "The nextToken is not valid.");
    let start = match token.filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => {
            let raw = cx.page_token().open(binding, token).map_err(|_| refused())?;
            let raw: [u8; 8] = raw.try_into().map_err(|_| refused())?;
            usize::try_from(u64::from_be_bytes(raw)).map_err(|_| refused())?
        }
    };
    let end = start.saturating_add(limit);
    let more = end < all.len();
    let page = all.into_iter().skip(start).take(limit).collect();
    let next = more.then(|| cx.page_token().seal(binding, &(end as u64).to_be_bytes()));
    Ok((page, next))
}
