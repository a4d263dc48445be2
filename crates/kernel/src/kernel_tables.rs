//! The kernel's own tables, read and written without a caller's scope.

use store::{Error, Key, Row, ScopeId, Table, Tx};

/// The scope of rows that belong to no account.
pub(crate) const OURS: ScopeId<'static> = ScopeId { partition: "aws", account: "", region: "" };

/// Table access in the kernel's own scope.
pub(crate) trait TxExt {
    async fn kernel_get<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        key: &K,
    ) -> Result<Option<R>, Error>;
    fn kernel_put<K: Key, R: Row>(&mut self, table: &Table<K, R>, key: &K, row: &R);
    fn kernel_delete<K: Key, R: Row>(&mut self, table: &Table<K, R>, key: &K);
    /// The first rows of a head table.
    async fn kernel_head<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        limit: usize,
    ) -> Result<Vec<(K, R)>, Error>;
}

impl TxExt for Tx {
    async fn kernel_get<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        key: &K,
    ) -> Result<Option<R>, Error> {
        self.get_row(table, &OURS, key).await
    }

    fn kernel_put<K: Key, R: Row>(&mut self, table: &Table<K, R>, key: &K, row: &R) {
        self.put_row(table, &OURS, key, row);
    }

    fn kernel_delete<K: Key, R: Row>(&mut self, table: &Table<K, R>, key: &K) {
        self.delete_row(table, &OURS, key);
    }

    async fn kernel_head<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        limit: usize,
    ) -> Result<Vec<(K, R)>, Error> {
        self.range_head_rows(table, &table.rows(&OURS), limit).await
    }
}
