//! Typed tables: scopes apart, partial keys, paging, migrations in place, counts and heads.

use serde::{Deserialize, Serialize};
use store::{CommitError, Error, Row, RowError, Scope, ScopeId, Table, Tx};

use crate::{Fixture, commit, for_all_levels, now};

for_all_levels!(
    rows_come_back,
    shared_rows_are_those_of_the_snapshot,
    shared_rows_are_told_apart,
    scopes_are_apart,
    a_table_can_lie_apart,
    partial_keys_select,
    pages_follow_each_other,
    old_rows_are_migrated_and_newer_refused,
    heads_and_counts,
    a_row_that_does_not_encode_fails_the_commit,
    all_scopes_can_be_walked,
);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Queue {
    url: String,
    delay: u32,
}

type MessageKey = (String, u64, u128);

const QUEUES: Table<String, Queue> = Table::new("test.queue", Scope::Regional, 1);
const USERS: Table<String, Queue> = Table::new("test.user", Scope::Account, 1);
const REALMS: Table<String, Queue> = Table::new("test.realm", Scope::Partition, 1);
const MESSAGES: Table<MessageKey, String> = Table::new("test.message", Scope::Regional, 1).head();

const HERE: ScopeId<'static> =
    ScopeId { partition: "aws", account: "000000000000", region: "us-east-1" };
const OTHER_REGION: ScopeId<'static> = ScopeId { region: "us-east-2", ..HERE };
const OTHER_ACCOUNT: ScopeId<'static> = ScopeId { account: "111111111111", ..HERE };

fn queue(url: &str) -> Queue {
    Queue { url: url.to_owned(), delay: 5 }
}

fn message(queue: &str, time: u64, id: u128) -> MessageKey {
    (queue.to_owned(), time, id)
}

fn rows_come_back(fixture: Fixture) {
    let key = "orders".to_owned();
    let mut tx = fixture.store.begin();
    assert_eq!(now(tx.get_row(&QUEUES, &HERE, &key)).unwrap(), None);
    tx.put_row(&QUEUES, &HERE, &key, &queue("u"));
    assert_eq!(now(tx.get_row(&QUEUES, &HERE, &key)).unwrap(), Some(queue("u")));
    commit(tx);
    let mut tx = fixture.store.begin();
    assert!(now(tx.has_row(&QUEUES, &HERE, &key)).unwrap());
    assert_eq!(now(tx.get_row(&QUEUES, &HERE, &key)).unwrap(), Some(queue("u")));
    tx.delete_row(&QUEUES, &HERE, &key);
    commit(tx);
    assert!(!now(fixture.store.begin().has_row(&QUEUES, &HERE, &key)).unwrap());
}

fn shared_rows_are_those_of_the_snapshot(fixture: Fixture) {
    let key = "orders".to_owned();
    let shared = |tx: &mut Tx| {
        let row = now(tx.get_row_shared(&QUEUES, &HERE, &key)).unwrap();
        row.map(|row| row.url.clone())
    };
    let write = |url: Option<&str>| {
        let mut tx = fixture.store.begin();
        match url {
            Some(url) => tx.put_row(&QUEUES, &HERE, &key, &queue(url)),
            None => tx.delete_row(&QUEUES, &HERE, &key),
        }
        commit(tx);
    };
    assert_eq!(shared(&mut fixture.store.begin()), None);
    write(Some("one"));
    let mut old = fixture.store.begin();
    for _ in 0..2 {
        assert_eq!(shared(&mut old).as_deref(), Some("one"));
    }
    let mut stale = fixture.store.begin();
    assert_eq!(shared(&mut stale).as_deref(), Some("one"));
    stale.put("test", "depends", "on one");
    write(Some("two"));
    assert_eq!(shared(&mut old).as_deref(), Some("one"), "its snapshot's");
    assert_eq!(shared(&mut fixture.store.begin()).as_deref(), Some("two"), "not what `old` read");
    assert!(now(stale.commit()).unwrap_err().is_conflict(), "it counts as read");
    let mut own = fixture.store.begin();
    own.put_row(&QUEUES, &HERE, &key, &queue("own"));
    assert_eq!(shared(&mut own).as_deref(), Some("own"));
    drop(own);
    assert_eq!(shared(&mut fixture.store.begin()).as_deref(), Some("two"));
    write(None);
    assert_eq!(shared(&mut fixture.store.begin()), None);
    assert_eq!(shared(&mut old).as_deref(), Some("one"));
}

fn shared_rows_are_told_apart(fixture: Fixture) {
    let (a, b) = ("a".to_owned(), "b".to_owned());
    let mut tx = fixture.store.begin();
    for key in [&a, &b] {
        tx.put_row(&QUEUES, &HERE, key, &queue(key));
    }
    commit(tx);
    let shared = |tx: &mut Tx, key: &String| {
        now(tx.get_row_shared(&QUEUES, &HERE, key)).unwrap().map(|row| row.url.clone())
    };
    for key in [&a, &b] {
        assert_eq!(shared(&mut fixture.store.begin(), key).as_deref(), Some(&**key), "kept now");
    }
    let mut tx = fixture.store.begin();
    for key in [&a, &a, &b, &a] {
        assert_eq!(shared(&mut tx, key).as_deref(), Some(&**key));
    }
    // A row that is not shared may come in between, and then be asked for as one that is.
    assert!(now(tx.has_row(&QUEUES, &HERE, &b)).unwrap());
    assert_eq!(shared(&mut tx, &b).as_deref(), Some("b"));
    // What the transaction has written itself goes before what it has read.
    tx.put_row(&QUEUES, &HERE, &b, &queue("own"));
    assert_eq!(shared(&mut tx, &b).as_deref(), Some("own"));
    let before = tx.savepoint();
    tx.delete_row(&QUEUES, &HERE, &b);
    assert_eq!(shared(&mut tx, &b), None);
    tx.rollback(before);
    assert_eq!(shared(&mut tx, &b).as_deref(), Some("own"));
}

fn scopes_are_apart(fixture: Fixture) {
    let key = "k".to_owned();
    let mut tx = fixture.store.begin();
    for table in [&QUEUES, &USERS, &REALMS] {
        tx.put_row(table, &HERE, &key, &queue(table.name()));
    }
    commit(tx);
    let mut tx = fixture.store.begin();
    let mut seen = |table: &Table<String, Queue>, scope| {
        now(tx.get_row(table, scope, &key)).unwrap().map(|row| row.url)
    };
    assert_eq!(seen(&QUEUES, &HERE).as_deref(), Some("test.queue"));
    assert_eq!(seen(&QUEUES, &OTHER_REGION), None);
    assert_eq!(seen(&QUEUES, &OTHER_ACCOUNT), None);
    assert_eq!(seen(&USERS, &OTHER_REGION).as_deref(), Some("test.user"));
    assert_eq!(seen(&USERS, &OTHER_ACCOUNT), None);
    assert_eq!(seen(&REALMS, &OTHER_ACCOUNT).as_deref(), Some("test.realm"));
    // Names that begin alike do not run into each other.
    let mut tx = fixture.store.begin();
    assert_eq!(now(tx.range_rows(&QUEUES, &QUEUES.rows(&HERE), 9)).unwrap().len(), 1);
}

fn fill(fixture: &Fixture) {
    let mut tx = fixture.store.begin();
    for queue in ["a", "ab", "b"] {
        for time in [1, 2] {
            for id in 0..3 {
                let key = message(queue, time, id);
                tx.put_row(&MESSAGES, &HERE, &key, &format!("{queue}{time}{id}"));
            }
        }
    }
    tx.put_row(&MESSAGES, &OTHER_REGION, &message("a", 1, 9), &"elsewhere".to_owned());
    commit(tx);
}

fn bodies(tx: &mut Tx, range: &store::RowRange<MessageKey>, limit: usize) -> String {
    let rows = now(tx.range_rows(&MESSAGES, range, limit)).unwrap();
    rows.into_iter().map(|(_, body)| body).collect::<Vec<_>>().join(" ")
}

fn a_table_can_lie_apart(fixture: Fixture) {
    const APART: Table<String, Queue> =
        Table::new("test.queue", Scope::Regional, 1).apart("test-queues");
    let key = "k".to_owned();
    let mut tx = fixture.store.begin();
    tx.put_row(&QUEUES, &HERE, &key, &queue("beside"));
    tx.put_row(&APART, &HERE, &key, &queue("apart"));
    commit(tx);
    let mut tx = fixture.store.begin();
    assert_eq!(now(tx.get_row(&QUEUES, &HERE, &key)).unwrap(), Some(queue("beside")));
    assert_eq!(now(tx.get_row(&APART, &HERE, &key)).unwrap(), Some(queue("apart")));
    tx.delete_row(&APART, &HERE, &key);
    commit(tx);
    let mut tx = fixture.store.begin();
    assert!(now(tx.has_row(&QUEUES, &HERE, &key)).unwrap());
    assert!(!now(tx.has_row(&APART, &HERE, &key)).unwrap());
}

fn partial_keys_select(fixture: Fixture) {
    fill(&fixture);
    let mut tx = fixture.store.begin();
    let a = "a".to_owned();
    let rows = || MESSAGES.rows(&HERE);
    let cases = [
        (rows().prefix(&a), 9, "a10 a11 a12 a20 a21 a22"),
        (rows().prefix(&(a.clone(), 2_u64)), 9, "a20 a21 a22"),
        (rows().prefix(&a).reversed(), 2, "a22 a21"),
        (rows().prefix(&a).after(&message("a", 1, 2)), 2, "a20 a21"),
        (rows().prefix(&a).from(&message("a", 1, 2)), 2, "a12 a20"),
        (rows().prefix(&a).before(&message("a", 1, 2)), 9, "a10 a11"),
        (rows().prefix(&a).through(&(a.clone(), 1_u64)), 9, "a10 a11 a12"),
        (rows().from(&"b".to_owned()), 1, "b10"),
        (rows().before(&"ab".to_owned()).reversed(), 1, "a22"),
        (rows().starting_with("a"), 99, "a10 a11 a12 a20 a21 a22 ab10 ab11 ab12 ab20 ab21 ab22"),
        (rows().starting_with("ab"), 1, "ab10"),
        (rows(), 7, "a10 a11 a12 a20 a21 a22 ab10"),
    ];
    for (range, limit, expected) in cases {
        assert_eq!(bodies(&mut tx, &range, limit), expected, "{range:?}");
    }
    assert_eq!(bodies(&mut tx, &MESSAGES.rows(&OTHER_REGION), 9), "elsewhere");
}

fn pages_follow_each_other(fixture: Fixture) {
    fill(&fixture);
    let mut tx = fixture.store.begin();
    for reverse in [false, true] {
        let (mut seen, mut last): (Vec<String>, Option<MessageKey>) = (Vec::new(), None);
        loop {
            let mut range = MESSAGES.rows(&HERE);
            range = match (&last, reverse) {
                (None, _) => range,
                (Some(last), false) => range.after(last),
                (Some(last), true) => range.before(last),
            };
            range = if reverse { range.reversed() } else { range };
            let page = now(tx.range_rows(&MESSAGES, &range, 4)).unwrap();
            let Some((key, _)) = page.last() else { break };
            last = Some(key.clone());
            seen.extend(page.into_iter().map(|(_, body)| body));
        }
        assert_eq!(seen.len(), 18);
        let in_order = if reverse { seen.is_sorted_by(|a, b| a >= b) } else { seen.is_sorted() };
        assert!(in_order, "{seen:?}");
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Queue2 {
    url: String,
    delay: u32,
    fifo: bool,
}

fn add_fifo(body: &[u8]) -> Result<Vec<u8>, RowError> {
    Ok([body, &[0]].concat())
}

fn old_rows_are_migrated_and_newer_refused(fixture: Fixture) {
    const NEWER: Table<String, Queue2> =
        Table::new("test.queue", Scope::Regional, 2).migrations(&[add_fifo]);
    let key = "k".to_owned();
    let mut tx = fixture.store.begin();
    tx.put_row(&QUEUES, &HERE, &key, &queue("u"));
    let read = now(tx.get_row(&NEWER, &HERE, &key)).unwrap().unwrap();
    assert_eq!(read, Queue2 { url: "u".to_owned(), delay: 5, fifo: false });
    tx.put_row(&NEWER, &HERE, &key, &read);
    commit(tx);
    let mut tx = fixture.store.begin();
    let refused = now(tx.get_row(&QUEUES, &HERE, &key)).unwrap_err();
    let newer = RowError::Newer { found: 2, supported: 1 };
    assert!(matches!(refused, Error::Row { table: "test.queue", source, .. } if source == newer));
}

fn heads_and_counts(fixture: Fixture) {
    fill(&fixture);
    let a = "a".to_owned();
    let range = || MESSAGES.rows(&HERE).prefix(&a);
    for left in (0..6).rev() {
        let mut tx = fixture.store.begin();
        let rows = now(tx.range_head_rows(&MESSAGES, &range(), 1)).unwrap();
        assert_eq!(now(tx.count_rows(&MESSAGES, &HERE, &a)).unwrap(), left + 1);
        tx.delete_row(&MESSAGES, &HERE, &rows[0].0);
        tx.add_rows(&MESSAGES, &HERE, &a, -1);
        commit(tx);
        let mut tx = fixture.store.begin();
        assert_eq!(now(tx.count_rows(&MESSAGES, &HERE, &a)).unwrap(), left);
        let early = range().before(&message("a", 2, 0));
        let early = now(tx.range_head_rows(&MESSAGES, &early, 9)).unwrap();
        assert_eq!(early.len() as u64, left.saturating_sub(3));
    }
    let mut tx = fixture.store.begin();
    assert!(now(tx.range_head_rows(&MESSAGES, &range(), 1)).unwrap().is_empty());
    assert_eq!(now(tx.count_rows(&MESSAGES, &HERE, &())).unwrap(), 12);
}

struct Unwritable;

impl Row for Unwritable {
    fn encode_body(&self, _: &mut Vec<u8>) -> Result<(), RowError> {
        Err(RowError::Body("never".to_owned()))
    }
    fn decode_body(_: bytes::Bytes) -> Result<Self, RowError> {
        Ok(Self)
    }
}

fn a_row_that_does_not_encode_fails_the_commit(fixture: Fixture) {
    const BROKEN: Table<u64, Unwritable> = Table::new("test.broken", Scope::Partition, 1);
    let mut tx = fixture.store.begin();
    tx.put("test", "k", "1");
    tx.put_row(&BROKEN, &HERE, &1, &Unwritable);
    assert!(matches!(now(tx.commit()), Err(CommitError::Row { table: "test.broken", .. })));
    assert_eq!(fixture.dump(), "");
}

fn all_scopes_can_be_walked(fixture: Fixture) {
    let mut tx = fixture.store.begin();
    for scope in [HERE, OTHER_REGION, OTHER_ACCOUNT] {
        for name in ["x", "y"] {
            tx.put_row(&QUEUES, &scope, &name.to_owned(), &queue(name));
        }
    }
    commit(tx);
    let mut tx = fixture.store.begin();
    let all = now(tx.range_all_rows(&QUEUES, None, 99)).unwrap();
    let place = |(scope, key, _): &(store::StoredScope, String, Queue)| {
        format!("{} {} {key}", &scope.account[..1], scope.region)
    };
    let places: Vec<_> = all.iter().map(place).collect();
    let expected = [
        "0 us-east-1 x",
        "0 us-east-1 y",
        "0 us-east-2 x",
        "0 us-east-2 y",
        "1 us-east-1 x",
        "1 us-east-1 y",
    ];
    assert_eq!(places, expected);
    let (scope, key, _) = &all[2];
    let rest = now(tx.range_all_rows(&QUEUES, Some((&scope.as_id(), key)), 2)).unwrap();
    assert_eq!(rest.iter().map(place).collect::<Vec<_>>(), expected[3..5]);
}
