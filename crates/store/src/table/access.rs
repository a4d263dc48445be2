//! Transactions over typed tables.

use std::sync::Arc;

use bytes::Bytes;

use super::{Key, KeyReader, Row, RowRange, Scope, ScopeId, Table};
use crate::{
    error::{CommitError, Error, RowError, printable},
    range::KeyRange,
    tx::Tx,
};

/// The coordinates that a row was stored under; parts that the table's scope does not use are empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StoredScope {
    /// The partition.
    pub partition: String,
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
}

impl StoredScope {
    /// The same as borrowed coordinates.
    pub fn as_id(&self) -> ScopeId<'_> {
        ScopeId { partition: &self.partition, account: &self.account, region: &self.region }
    }
}

/// What is known of a leap: see [`Tx::leap_rows`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leap<K> {
    /// Whoever wants to know has to search.
    Unknown,
    /// There is nothing in the range.
    Nothing,
    /// The key of the first row.
    To(K),
}

impl Tx {
    /// The row under `key`.
    pub async fn get_row<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        scope: &ScopeId<'_>,
        key: &K,
    ) -> Result<Option<R>, Error> {
        let key = table.key(scope, key);
        let found = self.get(table.space(), &key).await?;
        found.map(|value| decode_row(table, &key, &value)).transpose()
    }

    /// The row under `key`, for rows that are read at every turn and seldom written: kept decoded from one
    /// transaction to the next, until a commit writes it. It counts as read like any other.
    pub async fn get_row_shared<K: Key, R: Row + Send + Sync + 'static>(
        &mut self,
        table: &Table<K, R>,
        scope: &ScopeId<'_>,
        key: &K,
    ) -> Result<Option<Arc<R>>, Error> {
        let key = table.key(scope, key);
        self.get_shared(table.space(), &key, |value| decode_row(table, &key, value))
    }

    /// Whether there is a row under `key`.
    pub async fn has_row<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        scope: &ScopeId<'_>,
        key: &K,
    ) -> Result<bool, Error> {
        Ok(self.get(table.space(), &table.key(scope, key)).await?.is_some())
    }

    /// Writes `row` under `key`. A row that does not encode makes the commit fail.
    pub fn put_row<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        scope: &ScopeId<'_>,
        key: &K,
        row: &R,
    ) {
        match table.encode_row(row) {
            Ok(value) => self.put(table.space(), table.key_to_keep(scope, key), value),
            Err(source) => self.fail(CommitError::Row { table: table.name(), source }),
        }
    }

    /// Deletes the row under `key`; deleting what does not exist is fine.
    pub fn delete_row<K: Key, R>(&mut self, table: &Table<K, R>, scope: &ScopeId<'_>, key: &K) {
        self.delete(table.space(), table.key_to_keep(scope, key));
    }

    /// Up to `limit` rows of `range`, which [`Table::rows`] makes. A full page may have more behind it:
    /// go on with [`RowRange::after`] the last key, or [`RowRange::before`] it in reverse.
    pub async fn range_rows<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        range: &RowRange<K>,
        limit: usize,
    ) -> Result<Vec<(K, R)>, Error> {
        let rows = self.range(table.space(), range.keys(), limit).await?;
        rows.iter().map(|(key, value)| decode(table, range.scope_len(), key, value)).collect()
    }

    /// Up to `limit` rows from the head of `range`, which has no lower bound, for tables declared with
    /// [`Table::head`]: deleted rows at the head cost nothing. Other tables and ranges are just scanned.
    pub async fn range_head_rows<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        range: &RowRange<K>,
        limit: usize,
    ) -> Result<Vec<(K, R)>, Error> {
        if !table.is_head() || !range.is_head() {
            return self.range_rows(table, range, limit).await;
        }
        let rows = self.range_head(table.space(), range.common(), range.end(), limit).await?;
        rows.iter().map(|(key, value)| decode(table, range.scope_len(), key, value)).collect()
    }

    /// The first row of `range` of those that a reader of this `sense` looks for, where [`Tx::learn_rows`] has told it and
    /// nobody has written there since: what a folded listing is made of, for a look at memory. A sense is a number for
    /// a rule that takes a row or not by its key and value alone.
    pub fn leap_rows<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        range: &RowRange<K>,
        sense: u8,
    ) -> Result<Leap<K>, Error> {
        let keys = range.keys();
        let Some(to) = self.leap(table.space(), &keys, sense) else { return Ok(Leap::Unknown) };
        if keys.end.is_some_and(|end| end <= to) {
            return Ok(Leap::Nothing);
        }
        let key = whole_key(KeyReader::new(&to[range.scope_len()..]));
        key.map(Leap::To).map_err(|source| row_error(table, &to, source))
    }

    /// Tells which rows a search in this transaction has found to be the first ones of ranges, for [`Tx::leap_rows`].
    /// Ranges ascend, and none begins before the row that was found in the one before.
    pub fn learn_rows<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        sense: u8,
        found: &[(RowRange<K>, K)],
    ) {
        let leap = |(range, to): &(RowRange<K>, K)| (range.keys().start.into(), range.physical(to));
        self.learn(table.space(), sense, found.iter().map(leap).collect());
    }

    /// Up to `limit` rows of the table in all scopes, after the row named by `after`: for background work
    /// that serves every account and region.
    pub async fn range_all_rows<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        after: Option<(&ScopeId<'_>, &K)>,
        limit: usize,
    ) -> Result<Vec<(StoredScope, K, R)>, Error> {
        let mut range = KeyRange::prefix(table.table_prefix().into_vec());
        if let Some((scope, key)) = after {
            range.start = crate::range::just_after(&table.key(scope, key)).into();
        }
        let skip = table.table_prefix().into_vec().len();
        let rows = self.range(table.space(), range, limit).await?;
        let decode = |(key, value): &(Bytes, Bytes)| {
            let mut parts = KeyReader::new(&key[skip..]);
            let scope = stored_scope(table.scope(), &mut parts)
                .map_err(|source| row_error(table, key, source))?;
            let logical = whole_key(parts).map_err(|source| row_error(table, key, source))?;
            Ok((scope, logical, decode_row(table, key, value)?))
        };
        rows.iter().map(decode).collect()
    }

    /// How many rows have keys whose first parts are `part` (`&()` for all of the scope), as far as
    /// [`Tx::add_rows`] was told: see [`Tx::count`].
    pub async fn count_rows<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        scope: &ScopeId<'_>,
        part: &impl Key,
    ) -> Result<u64, Error> {
        self.count(table.space(), &table.prefix_of(scope, part)).await
    }

    /// Says that this transaction adds `delta` rows (or removes them) whose first parts are `part`.
    pub fn add_rows<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        scope: &ScopeId<'_>,
        part: &impl Key,
        delta: i64,
    ) {
        self.add_count(table.space(), &table.prefix_of(scope, part), delta);
    }
}

fn stored_scope(scope: Scope, parts: &mut KeyReader<'_>) -> Result<StoredScope, RowError> {
    let partition = parts.str()?;
    let account = if scope == Scope::Partition { String::new() } else { parts.str()? };
    let region = if scope == Scope::Regional { parts.str()? } else { String::new() };
    Ok(StoredScope { partition, account, region })
}

fn whole_key<K: Key>(mut parts: KeyReader<'_>) -> Result<K, RowError> {
    let key = K::decode(&mut parts)?;
    parts.end()?;
    Ok(key)
}

fn decode<K: Key, R: Row>(
    table: &Table<K, R>,
    scope_len: usize,
    key: &Bytes,
    value: &Bytes,
) -> Result<(K, R), Error> {
    let logical = whole_key(KeyReader::new(&key[scope_len..]));
    let logical = logical.map_err(|source| row_error(table, key, source))?;
    Ok((logical, decode_row(table, key, value)?))
}

fn decode_row<K, R: Row>(table: &Table<K, R>, key: &[u8], value: &Bytes) -> Result<R, Error> {
    table.decode_row(value).map_err(|source| row_error(table, key, source))
}

fn row_error<K, R>(table: &Table<K, R>, key: &[u8], source: RowError) -> Error {
    Error::Row { table: table.name(), key: printable(key), source }
}
