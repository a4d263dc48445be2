//! Pages of listings: `Marker`, `MaxItems`, `IsTruncated`. Without `MaxItems` a page has 100 items.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use kernel::{ApiResult, Cx};

use crate::{errors, limits};

/// Which page a request asks for.
#[derive(Debug)]
pub(crate) struct Page {
    /// How many items it has at most; 1 to 1000.
    pub(crate) limit: usize,
    /// The position of the last item of the page before.
    pub(crate) after: Option<String>,
    /// What else shapes the listing.
    binding: Vec<String>,
}

/// A page, ready to be shown.
pub(crate) struct Paged<T> {
    pub(crate) items: Vec<T>,
    /// `IsTruncated`.
    pub(crate) truncated: Option<bool>,
    /// `Marker`.
    pub(crate) marker: Option<String>,
}

impl Page {
    /// Reads `Marker` and `MaxItems` (whose range the model has checked); `binding` is what else shapes the listing.
    pub(crate) fn parse(
        cx: &Cx<'_>,
        binding: &[&str],
        marker: Option<&str>,
        max_items: Option<i32>,
    ) -> ApiResult<Page> {
        let limit = max_items.and_then(|n| usize::try_from(n).ok()).unwrap_or(limits::PAGE);
        let after = match marker {
            None => None,
            Some(marker) => {
                let open = cx.page_token().open(binding, marker).ok();
                let position = open.and_then(|bytes| String::from_utf8(bytes).ok());
                Some(position.ok_or_else(errors::invalid_marker)?)
            }
        };
        let binding = binding.iter().map(|part| (*part).to_owned()).collect();
        Ok(Page { limit: limit.clamp(1, limits::MAX_PAGE), after, binding })
    }

    /// The same page of a part of the listing, where positions are what `position` makes of them.
    pub(crate) fn after(&self, position: impl Fn(&str) -> Option<String>) -> Page {
        let after = self.after.as_deref().and_then(position);
        Page { limit: self.limit, after, binding: self.binding.clone() }
    }

    /// A part of a listing that is made of several.
    pub(crate) fn part(after: Option<String>, limit: usize) -> Page {
        Page { limit, after, binding: Vec::new() }
    }

    /// The marker of the page after `position`.
    pub(crate) fn marker(&self, cx: &Cx<'_>, position: &str) -> String {
        let binding: Vec<&str> = self.binding.iter().map(String::as_str).collect();
        cx.page_token().seal(&binding, position.as_bytes())
    }

    /// Cuts items, which were read up to one beyond the page, to the page. `position` is where in the listing's order
    /// an item stands.
    pub(crate) fn cut<T>(
        &self,
        cx: &Cx<'_>,
        mut items: Vec<T>,
        position: impl Fn(&T) -> String,
    ) -> Paged<T> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let marker = items.last().filter(|_| more).map(|last| self.marker(cx, &position(last)));
        Paged { items, truncated: Some(more), marker }
    }

    /// The page of a whole list that is at hand, in the order of `position`.
    pub(crate) fn of_list<T>(
        &self,
        cx: &Cx<'_>,
        mut items: Vec<T>,
        position: impl Fn(&T) -> String,
    ) -> Paged<T> {
        items.sort_by_cached_key(&position);
        if let Some(after) = &self.after {
            items.retain(|item| position(item) > *after);
        }
        self.cut(cx, items, position)
    }
}
