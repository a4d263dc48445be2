//! Pages of listings: 20 elements unless fewer are asked for, each page after the last key of the one before.

use kernel::{ApiResult, Cx};

use crate::{errors, limits};

/// Which page a request asks for.
pub(crate) struct Page {
    pub(crate) limit: usize,
    /// The last key of the page before.
    pub(crate) after: Option<String>,
    binding: String,
}

impl Page {
    /// Reads `MaxResults` and `NextToken`; `binding` is what else shapes the listing.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: impl Into<String>,
        max_results: Option<i32>,
        token: Option<&str>,
    ) -> ApiResult<Page> {
        let binding = binding.into();
        let asked = max_results.and_then(|n| usize::try_from(n).ok()).unwrap_or(limits::PAGE);
        let after = match token {
            None => None,
            Some(token) => {
                let position = cx.page_token().open(&[&binding], token);
                let text = position.ok().and_then(|bytes| String::from_utf8(bytes).ok());
                Some(text.ok_or_else(errors::next_token)?)
            }
        };
        Ok(Page { limit: asked.clamp(1, limits::PAGE), after, binding })
    }

    /// Cuts rows that were read after the page's start, one beyond the limit, and makes the next token.
    pub(crate) fn cut<T>(
        &self,
        cx: &Cx<'_>,
        mut rows: Vec<(String, T)>,
    ) -> (Vec<T>, Option<String>) {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let last = rows.last().filter(|_| more);
        let token = last.map(|(key, _)| cx.page_token().seal(&[&self.binding], key.as_bytes()));
        (rows.into_iter().map(|(_, row)| row).collect(), token)
    }

    /// The page of a whole list that is in the order of its keys.
    pub(crate) fn of<T>(&self, cx: &Cx<'_>, list: Vec<(String, T)>) -> (Vec<T>, Option<String>) {
        let begun = |key: &str| self.after.as_deref().is_none_or(|after| key > after);
        let rows = list.into_iter().filter(|(key, _)| begun(key)).take(self.limit + 1).collect();
        self.cut(cx, rows)
    }
}
