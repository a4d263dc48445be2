//! Searching: every vector of an index, or of one partition of it, is compared with the one that is sought. Some rows are
//! read at a time, of each nothing but the vector as long as nobody asks for more, and the nearest are kept: what a
//! search needs of memory does not grow with the index.

use std::collections::BTreeSet;

use kernel::{ApiResult, Cx};
use lang_dynamodb::codec;
use lang_dynamodb::expression::Condition;

use super::best::{Best, Found};
use super::distance::Sought;
use super::{NUMBER, VectorRow};
use crate::pause::let_others_run;
use crate::table::{IndexRow, TableRow};
use crate::tables::{INDEX_ITEMS, ItemKey, StoredItem};
use crate::vault::Vault;
use crate::{recent, vault};

/// Rows that are read at first, and at most, at once.
const FIRST_ROWS: usize = 64;
const MOST_ROWS: usize = 2_048;
/// Bytes of rows that are to be read at once.
const BYTES: usize = 4 << 20;

/// What is sought, and where.
pub(crate) struct Search<'s> {
    pub(crate) table: &'s TableRow,
    pub(crate) index: &'s IndexRow,
    pub(crate) vector: &'s VectorRow,
    /// What the keys of rows begin with: a partition's, or nothing.
    pub(crate) prefix: Vec<u8>,
    pub(crate) filter: Option<Condition>,
    pub(crate) sought: Sought,
    pub(crate) most: usize,
}

/// What was found, the nearest first.
pub(crate) struct Outcome {
    pub(crate) found: Vec<Found>,
    /// Bytes of vectors that were compared.
    pub(crate) examined: usize,
    /// Opens the rows.
    pub(crate) vault: Vault,
}

impl Search<'_> {
    pub(crate) async fn run(&self, cx: &mut Cx<'_>) -> ApiResult<Outcome> {
        let owner = self.index.number;
        let vault = vault::of(cx, self.table.number).await?;
        let mut best = Best::new(self.vector.function, self.most);
        let mut compared = 0;
        let mut range =
            cx.rows(&INDEX_ITEMS).prefix(&ItemKey { owner, bytes: self.prefix.clone() });
        // What was written in the last moments counts as it was before, when reads are to be behind.
        let changed = match recent::moment(cx, false) {
            Some(moment) => recent::rows_at(cx, owner, moment, &self.prefix, |_| true),
            None => Vec::new(),
        };
        let newer: BTreeSet<&[u8]> = changed.iter().map(|(key, _)| key.as_slice()).collect();
        let mut at_once = FIRST_ROWS;
        loop {
            let rows = cx.range(&INDEX_ITEMS, &range, at_once).await?;
            let last = rows.last().filter(|_| rows.len() == at_once).map(|(key, _)| key.clone());
            let bytes: usize = rows.iter().map(|(_, row)| row.0.len()).sum();
            at_once = (rows.len() * BYTES / bytes.max(1)).clamp(FIRST_ROWS, MOST_ROWS);
            for (key, row) in rows {
                if !newer.contains(key.bytes.as_slice()) {
                    compared += self.compare(&vault, &mut best, key.bytes, row)?;
                }
            }
            let Some(last) = last else { break };
            range = range.after(&last);
            let_others_run().await;
        }
        drop(newer);
        for (key, row) in changed {
            if let Some(row) = row {
                compared += self.compare(&vault, &mut best, key, row)?;
            }
        }
        let examined = compared * self.vector.dimensions as usize * NUMBER;
        Ok(Outcome { found: best.into_sorted(), examined, vault })
    }

    /// Compares one row, whose vector counts for as many as are compared.
    fn compare(
        &self,
        vault: &Vault,
        best: &mut Best,
        key: Vec<u8>,
        row: StoredItem,
    ) -> ApiResult<usize> {
        let open = vault.open_bytes(&row.0)?;
        let Some(packed) = codec::unnamed_bytes(&open) else { return Ok(0) };
        let score = self.sought.score(packed);
        if best.takes(score, &key) && self.passes(&open)? {
            best.offer(score, key, row);
        }
        Ok(1)
    }

    fn passes(&self, open: &[u8]) -> ApiResult<bool> {
        let Some(filter) = &self.filter else { return Ok(true) };
        let item = codec::decode(open).map_err(kernel::ApiError::bug)?;
        Ok(filter.holds(&item))
    }
}
