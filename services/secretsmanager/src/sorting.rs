//! The order of listings, and the listing itself: by a date or by name, names deciding between equal dates.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListSecrets.html>

use std::cmp::Ordering;

use gen_secretsmanager::values::{sort_by_type as by, sort_order_type as orders};
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::filters::Filters;
use crate::name::SecretName;
use crate::secret::Secret;
use crate::tables::SECRETS;

/// Rows read at once.
const CHUNK: usize = 1_000;

/// How a listing is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sorting {
    by: By,
    descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Created,
    Accessed,
    Changed,
    Name,
}

/// Where a secret stands in a listing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Position {
    at: Timestamp,
    name: SecretName,
}

impl Sorting {
    /// By the date of creation, the oldest first, when the request says nothing.
    pub(crate) fn parse(sort_by: Option<&str>, order: Option<&str>) -> Sorting {
        let by = match sort_by {
            Some(by::LAST_ACCESSED_DATE) => By::Accessed,
            Some(by::LAST_CHANGED_DATE) => By::Changed,
            Some(by::NAME) => By::Name,
            _ => By::Created,
        };
        Sorting { by, descending: order == Some(orders::DESC) }
    }

    pub(crate) fn position(self, secret: &Secret) -> Position {
        let at = match self.by {
            By::Created => secret.created_at,
            By::Accessed => secret.accessed_on.unwrap_or(Timestamp::EPOCH),
            By::Changed => secret.changed_at,
            By::Name => Timestamp::EPOCH,
        };
        Position { at, name: secret.name.clone() }
    }

    fn compare(self, a: &Position, b: &Position) -> Ordering {
        if self.descending { b.cmp(a) } else { a.cmp(b) }
    }
}

/// What a listing shows.
pub(crate) struct Listing {
    pub(crate) filters: Filters,
    pub(crate) sorting: Sorting,
    pub(crate) with_deleted: bool,
}

impl Listing {
    /// The secrets after `after`, in order, at most `limit` of them.
    pub(crate) async fn read(
        &self,
        cx: &mut Cx<'_>,
        after: Option<&Position>,
        limit: usize,
    ) -> ApiResult<Vec<Secret>> {
        let region = cx.region().clone();
        let mut found: Vec<(Position, Secret)> = Vec::new();
        let mut last: Option<SecretName> = None;
        loop {
            let mut range = cx.rows(&SECRETS);
            if let Some(last) = &last {
                range = range.after(last);
            }
            let rows = cx.range(&SECRETS, &range, CHUNK).await?;
            let full = rows.len() == CHUNK;
            last = rows.last().map(|(name, _)| name.clone());
            for (_, secret) in rows {
                if secret.deletion.is_some() && !self.with_deleted {
                    continue;
                }
                let position = self.sorting.position(&secret);
                let follows = after.is_none_or(|after| {
                    self.sorting.compare(&position, after) == Ordering::Greater
                });
                if follows && self.filters.have(&secret, &region) {
                    found.push((position, secret));
                }
            }
            // No more than two pages are held at a time.
            if found.len() > limit.saturating_add(CHUNK) || !full {
                found.sort_by(|(a, _), (b, _)| self.sorting.compare(a, b));
                found.truncate(limit);
            }
            if !full {
                return Ok(found.into_iter().map(|(_, secret)| secret).collect());
            }
        }
    }
}
