//! Typed tables: a name, a scope, a key type, a row type and a version, declared once as a constant.
//!
//! ```
//! use store::{Scope, Table};
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Queue { created: u64 }
//!
//! /// Queues by name; one set for each account and region.
//! const QUEUES: Table<String, Queue> = Table::new("sqs.queue", Scope::Regional, 1);
//! ```
//!
//! A row lies in the space before the dot (or the one that [`Table::apart`] names), under: the table's name
//! after the dot, 0x00, the parts of the scope, the key. Its value is the version byte and the body.

mod access;
mod key;
mod range;
mod row;

use std::{convert::Infallible, marker::PhantomData};

use bytes::Bytes;

pub use access::{Leap, StoredScope};
pub use key::{Key, KeyBuf, KeyReader};
pub use range::RowRange;
pub use row::{Migration, Row};

use crate::space::Space;

/// Which of the caller's coordinates part a table's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One set of rows for each partition.
    Partition,
    /// One for each account of a partition.
    Account,
    /// One for each account and region.
    Regional,
}

/// The coordinates of a caller. A table uses the parts that its [`Scope`] names. They are letters, digits and
/// hyphens, which keys take as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeId<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'a str,
    /// Twelve digits.
    pub account: &'a str,
    /// `us-east-1`; anything for tables that are not regional.
    pub region: &'a str,
}

/// A declaration of a table with keys `K` and rows `R`.
pub struct Table<K, R> {
    name: &'static str,
    space: Space,
    local: &'static str,
    scope: Scope,
    version: u8,
    head: bool,
    migrations: &'static [Migration],
    types: PhantomData<fn() -> (K, R)>,
}

impl<K, R> Clone for Table<K, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, R> Copy for Table<K, R> {}

impl<K, R> std::fmt::Debug for Table<K, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Table").field(&self.name).finish()
    }
}

impl<K, R> Table<K, R> {
    /// A table called `service.table`, whose rows are written as `version` (counting from 1).
    pub const fn new(name: &'static str, scope: Scope, version: u8) -> Self {
        let bytes = name.as_bytes();
        let mut dot = 0;
        while dot < bytes.len() && bytes[dot] != b'.' {
            assert!(bytes[dot] != 0, "a table name holds no NUL");
            dot += 1;
        }
        assert!(dot > 0 && dot + 1 < bytes.len(), "a table is called service.table");
        assert!(version > 0, "versions count from 1");
        let (space, rest) = name.split_at(dot);
        let (_, local) = rest.split_at(1);
        let space = Space::new(space);
        let (head, migrations, types) = (false, &[] as &[Migration], PhantomData);
        Self { name, space, local, scope, version, head, migrations, types }
    }

    /// Says that rows are consumed from the head, in order of keys, as a queue's are: then
    /// [`crate::Tx::range_head_rows`] remembers where the first live row is.
    #[must_use]
    pub const fn head(mut self) -> Self {
        self.head = true;
        self
    }

    /// Puts the rows into a space of their own: for large rows whose keys only grow. The disk engine sorts each
    /// space by itself, and rows that arrive in the order of their keys are never sorted again; beside small
    /// rows that come and go they would be written several times over. Part of where rows lie, like the name.
    #[must_use]
    pub const fn apart(mut self, space: &'static str) -> Self {
        self.space = Space::new(space);
        self
    }

    /// Says that the rows may be very many, of which most stay as they are and are read one at a time: see
    /// [`Space::settled`]. After [`Table::apart`], for it is the whole space that settles.
    #[must_use]
    pub const fn settled(mut self) -> Self {
        self.space = self.space.settled();
        self
    }

    /// Says how bodies of older versions become newer ones: the first turns version 1 into 2, and so on.
    #[must_use]
    pub const fn migrations(mut self, migrations: &'static [Migration]) -> Self {
        assert!(migrations.len() < self.version as usize, "a migration leads to a later version");
        self.migrations = migrations;
        self
    }

    /// The same rows, read as another type: one that looks no further than the beginning of each.
    #[must_use]
    pub const fn seen_as<V>(&self) -> Table<K, V> {
        let Table { name, space, local, scope, version, head, migrations, .. } = *self;
        Table { name, space, local, scope, version, head, migrations, types: PhantomData }
    }

    /// The full name, `service.table`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The space that the rows lie in.
    pub const fn space(&self) -> Space {
        self.space
    }

    /// Which coordinates part the rows.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The version that rows are written as.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Whether rows are consumed from the head.
    pub const fn is_head(&self) -> bool {
        self.head
    }

    /// What all keys of the table begin with, whatever their scope.
    pub fn table_prefix(&self) -> KeyBuf {
        let mut buf = KeyBuf::with_capacity(96);
        self.begin(&mut buf);
        buf
    }

    /// What all keys of the table within `scope` begin with.
    pub fn scope_prefix(&self, scope: &ScopeId<'_>) -> KeyBuf {
        let mut buf = KeyBuf::with_capacity(96);
        self.begin_within(scope, &mut buf);
        buf
    }

    fn begin(&self, buf: &mut KeyBuf) {
        buf.raw(self.local.as_bytes());
        buf.raw(&[0]);
    }

    fn begin_within(&self, scope: &ScopeId<'_>, buf: &mut KeyBuf) {
        self.begin(buf);
        buf.plain(scope.partition);
        if matches!(self.scope, Scope::Account | Scope::Regional) {
            buf.plain(scope.account);
        }
        if self.scope == Scope::Regional {
            buf.plain(scope.region);
        }
    }

    /// What all keys begin with whose first parts are `part`: `()` for all of the scope, `&first` or
    /// `(&first, &second)` for a key that is a tuple.
    pub fn prefix_of(&self, scope: &ScopeId<'_>, part: &impl Key) -> Vec<u8> {
        let mut buf = self.scope_prefix(scope);
        part.encode(&mut buf);
        buf.into_vec()
    }
}

impl<K: Key, R> Table<K, R> {
    /// The physical key of a row.
    pub fn key(&self, scope: &ScopeId<'_>, key: &K) -> Vec<u8> {
        self.prefix_of(scope, key)
    }

    /// The same, to be kept.
    pub(crate) fn key_to_keep(&self, scope: &ScopeId<'_>, key: &K) -> Bytes {
        let kept = row::exactly(|scratch| {
            let mut buf = KeyBuf::over(std::mem::take(scratch));
            self.begin_within(scope, &mut buf);
            key.encode(&mut buf);
            *scratch = buf.into_vec();
            Ok::<(), Infallible>(())
        });
        kept.unwrap_or_else(|never| match never {})
    }

    /// All rows of a scope, to be narrowed down.
    pub fn rows(&self, scope: &ScopeId<'_>) -> RowRange<K> {
        RowRange::new(self.scope_prefix(scope).into_vec())
    }
}
