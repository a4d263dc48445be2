//! Pages of queues, in the order of their names.

use kernel::{ApiResult, Cx};

use crate::queue_name::QueueName;
use crate::{errors, limits};

/// Which page a request asks for.
pub(crate) struct Page {
    pub(crate) limit: usize,
    /// The last name of the page before.
    pub(crate) after: Option<QueueName>,
    /// Without `MaxResults` there is one page, and no token.
    paged: bool,
}

impl Page {
    /// Reads `MaxResults` and `NextToken`; `binding` is what else shapes the listing.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &[&str],
        max_results: Option<i32>,
        token: Option<&str>,
    ) -> ApiResult<Page> {
        let most = *limits::PAGE.end();
        let limit = max_results.map_or(most, i64::from);
        if !limits::PAGE.contains(&limit) {
            let reason = "MaxResults must be between 1 and 1000, if provided.";
            return Err(errors::invalid_value(limit, "MaxResults", reason));
        }
        let after = match token.filter(|token| !token.is_empty()) {
            None => None,
            Some(token) => {
                let refused = || errors::invalid_parameter("Invalid or expired next token.");
                let name = cx.page_token().open(binding, token).map_err(|_| refused())?;
                let name = String::from_utf8(name).map_err(|_| refused())?;
                Some(QueueName::parse(&name).ok_or_else(refused)?)
            }
        };
        let paged = max_results.is_some() || token.is_some();
        let limit = usize::try_from(limit).unwrap_or_default();
        Ok(Page { limit, after, paged })
    }
}

/// Cuts names, read one beyond the limit, to the page; with the token for the next, if there is one.
pub(crate) fn cut(
    cx: &Cx<'_>,
    binding: &[&str],
    page: &Page,
    mut names: Vec<QueueName>,
) -> (Vec<QueueName>, Option<String>) {
    let more = names.len() > page.limit;
    names.truncate(page.limit);
    let last = names.last().filter(|_| more && page.paged);
    let token = last.map(|name| cx.page_token().seal(binding, name.as_str().as_bytes()));
    (names, token)
}
