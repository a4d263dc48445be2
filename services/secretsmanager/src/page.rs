//! Pages of listings: a token holds the position that the next page begins after.

use kernel::{ApiResult, Cx};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::errors;

/// Which page a request asks for.
pub(crate) struct Page<P> {
    pub(crate) limit: usize,
    /// The last position of the page before.
    pub(crate) after: Option<P>,
}

impl<P: Serialize + DeserializeOwned> Page<P> {
    /// Reads `MaxResults` and `NextToken`; `binding` is what else shapes the listing.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &[&str],
        max_results: Option<i32>,
        default: usize,
        token: Option<&str>,
    ) -> ApiResult<Page<P>> {
        let limit = max_results.and_then(|n| usize::try_from(n).ok()).unwrap_or(default);
        let after = match token {
            None => None,
            Some(token) => {
                let raw = cx.page_token().open(binding, token).map_err(|_| errors::next_token())?;
                Some(postcard::from_bytes(&raw).map_err(|_| errors::next_token())?)
            }
        };
        Ok(Page { limit: limit.max(1), after })
    }

    /// Cuts what follows the page before to this page; with the token for the next, if there is one.
    pub(crate) fn cut<T>(
        &self,
        cx: &Cx<'_>,
        binding: &[&str],
        mut items: Vec<T>,
        position: impl Fn(&T) -> P,
    ) -> ApiResult<(Vec<T>, Option<String>)> {
        if items.len() <= self.limit {
            return Ok((items, None));
        }
        items.truncate(self.limit);
        let last = items.last().map(position);
        let raw = postcard::to_stdvec(&last).map_err(kernel::ApiError::bug)?;
        // An optional position is written as a byte and the position; the page reads the position.
        let token = raw.get(1..).map(|raw| cx.page_token().seal(binding, raw));
        Ok((items, token))
    }
}
