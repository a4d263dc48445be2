//! Pages of listings: `Limit`, `Marker`, `Truncated`, `NextMarker`.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html>

use gen_kms::errors::invalid_marker_exception;
use kernel::{ApiResult, Cx};

/// Which page a request asks for.
pub(crate) struct Page {
    pub(crate) limit: usize,
    /// The position of the last item of the page before.
    pub(crate) after: Option<String>,
    /// What else shapes the listing.
    binding: String,
}

/// A page, ready to be shown.
pub(crate) struct Paged<T> {
    pub(crate) items: Vec<T>,
    pub(crate) truncated: Option<bool>,
    pub(crate) next_marker: Option<String>,
}

impl Page {
    /// Reads `Marker` and `Limit`, whose range the model has checked.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &str,
        marker: Option<&str>,
        limit: Option<i32>,
        usual: usize,
    ) -> ApiResult<Page> {
        let limit = limit.and_then(|n| usize::try_from(n).ok()).unwrap_or(usual).max(1);
        let after = match marker {
            None => None,
            Some(marker) => {
                let open = cx.page_token().open(&[binding], marker).ok();
                let position = open.and_then(|bytes| String::from_utf8(bytes).ok());
                let wrong =
                    || invalid_marker_exception(format!("Could not deserialize marker '{marker}'"));
                Some(position.ok_or_else(wrong)?)
            }
        };
        Ok(Page { limit, after, binding: binding.to_owned() })
    }

    /// Cuts items, which were read up to one beyond the page, to the page.
    pub(crate) fn cut<T>(
        &self,
        cx: &Cx<'_>,
        mut items: Vec<T>,
        position: impl Fn(&T) -> String,
    ) -> Paged<T> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let last = items.last().filter(|_| more);
        let next_marker =
            last.map(|last| cx.page_token().seal(&[&self.binding], position(last).as_bytes()));
        Paged { items, truncated: Some(more), next_marker }
    }

    /// The page of a whole list that is at hand, in the list's order.
    pub(crate) fn of_list<T>(&self, cx: &Cx<'_>, items: Vec<T>) -> Paged<T> {
        let from = self.after.as_deref().and_then(|at| at.parse().ok()).unwrap_or(0_usize);
        let numbered: Vec<(usize, T)> =
            items.into_iter().enumerate().skip(from).take(self.limit + 1).collect();
        let paged = self.cut(cx, numbered, |(at, _)| (at + 1).to_string());
        Paged {
            items: paged.items.into_iter().map(|(_, item)| item).collect(),
            truncated: paged.truncated,
            next_marker: paged.next_marker,
        }
    }
}
