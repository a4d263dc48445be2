//! Pages of listings: a token holds the last key that was shown, and is bound to what else the request asks for.

use kernel::{ApiResult, Cx};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{errors, limits};

/// Which page a request asks for.
pub(crate) struct Page<K> {
    pub(crate) limit: usize,
    /// The last key of the page before.
    pub(crate) after: Option<K>,
}

impl<K: Serialize + DeserializeOwned> Page<K> {
    /// Reads `limit` and `nextToken`; `binding` is what else shapes the listing.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &[&str],
        limit: Option<i32>,
        token: Option<&str>,
    ) -> ApiResult<Page<K>> {
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(limits::PAGE);
        let after = token.map(|token| open(cx, binding, token)).transpose()?;
        Ok(Page { limit: limit.max(1), after })
    }

    /// Cuts rows, read one beyond the limit, to the page; with the token for the next, if there is one.
    pub(crate) fn cut<R>(
        &self,
        cx: &Cx<'_>,
        binding: &[&str],
        rows: &mut Vec<(K, R)>,
    ) -> ApiResult<Option<String>> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        match rows.last() {
            Some((key, _)) if more => seal(cx, binding, key).map(Some),
            _ => Ok(None),
        }
    }
}

/// The token for a position.
pub(crate) fn seal(cx: &Cx<'_>, binding: &[&str], at: &impl Serialize) -> ApiResult<String> {
    let at = serde_json::to_vec(at).map_err(kernel::ApiError::bug)?;
    Ok(cx.page_token().seal(binding, &at))
}

/// The position in a token.
pub(crate) fn open<K: DeserializeOwned>(
    cx: &Cx<'_>,
    binding: &[&str],
    token: &str,
) -> ApiResult<K> {
    let at = cx.page_token().open(binding, token).map_err(|_| errors::bad_token())?;
    serde_json::from_slice(&at).map_err(|_| errors::bad_token())
}
