//! Pages of listings: how many results, and where to go on.

use std::ops::RangeInclusive;

use kernel::{ApiResult, Cx};

use crate::errors;

/// Which page a request asks for.
pub(crate) struct Page {
    pub(crate) limit: usize,
    /// Where the page before ended.
    pub(crate) after: Option<String>,
}

impl Page {
    /// Reads `MaxResults` and `NextToken`; `binding` is what else shapes the listing.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &[&str],
        sizes: &RangeInclusive<i32>,
        max_results: Option<i32>,
        token: Option<&str>,
    ) -> ApiResult<Page> {
        let limit = max_results.unwrap_or(*sizes.end());
        if !sizes.contains(&limit) {
            return Err(errors::page_size(limit, *sizes.end()));
        }
        let after = match token.filter(|token| !token.is_empty()) {
            None => None,
            Some(token) => {
                let position =
                    cx.page_token().open(binding, token).map_err(|_| errors::next_token())?;
                Some(String::from_utf8(position).map_err(|_| errors::next_token())?)
            }
        };
        Ok(Page { limit: usize::try_from(limit).unwrap_or(1), after })
    }
}

/// The token that goes on after `position`.
pub(crate) fn token(cx: &Cx<'_>, binding: &[&str], position: &str) -> String {
    cx.page_token().seal(binding, position.as_bytes())
}
