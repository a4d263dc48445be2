//! The versions of a bucket in the order of their keys, for work on all of them: read a page at a time, so that memory does
//! not grow with the bucket, and of one snapshot, so that no version is seen twice or missed while others write.

use std::collections::VecDeque;

use kernel::{ApiResult, Cx};
use store::{Key, RowRange, Table};

use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::tables::{OBJECTS, OLDER};

/// Rows that are read at once.
pub(crate) const PAGE: usize = 1_000;

/// A version that was come upon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) key: ObjectKey,
    pub(crate) version: Version,
    /// Whether it is the newest of its key.
    pub(crate) latest: bool,
}

/// A walk through a bucket. Every step must have the same transaction, whose snapshot it is.
pub(crate) struct Walk {
    newest: Ahead<(u64, ObjectKey)>,
    older: Option<Ahead<(u64, ObjectKey, u64)>>,
}

impl Walk {
    /// Through the versions of keys that begin with `prefix`; with older ones, or the newest alone.
    pub(crate) fn new(cx: &Cx<'_>, bucket: u64, prefix: &str, older: bool) -> Walk {
        let newest = cx.rows(&OBJECTS).prefix(&bucket).starting_with(prefix);
        let all = || cx.rows(&OLDER).prefix(&bucket).starting_with(prefix);
        Walk {
            newest: Ahead::new(&OBJECTS, newest),
            older: older.then(|| Ahead::new(&OLDER, all())),
        }
    }

    /// The next version: of a key the newest first, then the others from newer to older.
    pub(crate) async fn next(&mut self, cx: &mut Cx<'_>) -> ApiResult<Option<Seen>> {
        let next = self.newest.peek(cx).await?.map(|((_, key), _)| key.clone());
        if let Some(older) = &mut self.older
            && let Some(((_, key, _), _)) = older.peek(cx).await?
            && next.as_ref().is_none_or(|next| key < next)
        {
            let seen = older.rows.pop_front();
            return Ok(seen.map(|((_, key, _), version)| Seen { key, version, latest: false }));
        }
        let seen = self.newest.rows.pop_front();
        Ok(seen.map(|((_, key), version)| Seen { key, version, latest: true }))
    }
}

/// Rows of a table, some of them read ahead.
struct Ahead<K: 'static> {
    table: &'static Table<K, Version>,
    rest: Option<RowRange<K>>,
    rows: VecDeque<(K, Version)>,
}

impl<K: Key + Clone> Ahead<K> {
    fn new(table: &'static Table<K, Version>, all: RowRange<K>) -> Ahead<K> {
        Ahead { table, rest: Some(all), rows: VecDeque::new() }
    }

    async fn peek(&mut self, cx: &mut Cx<'_>) -> ApiResult<Option<&(K, Version)>> {
        if self.rows.is_empty()
            && let Some(range) = self.rest.take()
        {
            // Others have a turn between pages.
            tokio::task::yield_now().await;
            self.rows = cx.range(self.table, &range, PAGE).await?.into();
            if self.rows.len() == PAGE {
                self.rest = self.rows.back().map(|(last, _)| range.after(last));
            }
        }
        Ok(self.rows.front())
    }
}
