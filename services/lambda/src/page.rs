//! Pages of lists: `MaxItems` and `Marker`.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html>

use kernel::{ApiResult, Cx};

use crate::{errors, limits};

/// Which page a request asks for.
pub(crate) struct Page<'r> {
    limit: usize,
    /// The position of the last item of the page before.
    pub(crate) after: Option<String>,
    binding: &'r [&'r str],
}

impl<'r> Page<'r> {
    /// Reads the request; `binding` is what else shapes the listing. Pages have at most 50 items.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &'r [&'r str],
        max_items: Option<i32>,
        marker: Option<&str>,
    ) -> ApiResult<Page<'r>> {
        let asked = max_items.and_then(|n| usize::try_from(n).ok()).unwrap_or(limits::PAGE);
        Page::limited(cx, binding, asked.clamp(1, limits::PAGE), marker)
    }

    /// The same for what belongs to executions: up to 1000 items, and none or nothing means 100.
    pub(crate) fn of_executions(
        cx: &Cx<'_>,
        binding: &'r [&'r str],
        max_items: Option<i32>,
        marker: Option<&str>,
    ) -> ApiResult<Page<'r>> {
        let asked = max_items.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
        let limit = asked.unwrap_or(limits::EXECUTION_PAGE).min(limits::MAX_EXECUTION_PAGE);
        Page::limited(cx, binding, limit, marker)
    }

    fn limited(
        cx: &Cx<'_>,
        binding: &'r [&'r str],
        limit: usize,
        marker: Option<&str>,
    ) -> ApiResult<Page<'r>> {
        let after = match marker.filter(|marker| !marker.is_empty()) {
            None => None,
            Some(marker) => {
                let raw =
                    cx.page_token().open(binding, marker).map_err(|_| errors::bad_marker())?;
                Some(String::from_utf8(raw).map_err(|_| errors::bad_marker())?)
            }
        };
        Ok(Page { limit, after, binding })
    }

    /// How many items to read: one beyond the page tells whether there is another.
    pub(crate) fn reads(&self) -> usize {
        self.limit + 1
    }

    /// The page of items that stand in the order of their positions, and the marker of the next one.
    pub(crate) fn cut<T>(
        &self,
        cx: &Cx<'_>,
        items: Vec<T>,
        position: impl Fn(&T) -> String,
    ) -> (Vec<T>, Option<String>) {
        let is_next = |item: &T| self.after.as_ref().is_none_or(|after| position(item) > *after);
        let mut page: Vec<T> = items.into_iter().filter(is_next).take(self.reads()).collect();
        let more = page.len() > self.limit;
        page.truncate(self.limit);
        let last = page.last().filter(|_| more).map(position);
        let marker = last.map(|last| self.marker(cx, &last));
        (page, marker)
    }

    /// The marker of the page behind a position.
    pub(crate) fn marker(&self, cx: &Cx<'_>, position: &str) -> String {
        cx.page_token().seal(self.binding, position.as_bytes())
    }
}

/// The position of a number: in the order of its text.
pub(crate) fn numbered(number: u64) -> String {
    format!("{number:020}")
}
