//! Random transactions and single writes at once, and a check that what all of them saw is what some order of one
//! after the other shows.
//!
//! Every writer appends its own number to lists in several items, so each list tells the order of its writers. A reader
//! that saw a list came after its last writer and before the next one. These "before" relations must have no cycle.

use std::collections::{BTreeMap, BTreeSet};

use gen_dynamodb::{
    AttributeValue, Get, Put, TransactGetItem, TransactGetItemsInput, TransactWriteItem,
    TransactWriteItemsInput, Update, UpdateItemInput, operations as ops,
};

use crate::common::{Cloud, Item, cloud, item, n, s};

const ITEMS: u64 = 6;
const TASKS: u64 = 12;
const ROUNDS: u64 = 40;
const APPEND: &str = "SET seen = list_append(if_not_exists(seen, :none), :mine)";

/// What a task did: a writer's number, or what a reader saw of each item.
enum Event {
    Wrote(i64),
    Refused(i64),
    Read(BTreeMap<u64, Vec<i64>>),
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn some_items(&mut self, count: u64) -> BTreeSet<u64> {
        let mut out = BTreeSet::new();
        while (out.len() as u64) < count {
            out.insert(self.below(ITEMS));
        }
        out
    }
}

fn key(number: u64) -> Item {
    item([("pk", s(format!("item-{number}")))])
}

fn append_values(number: i64) -> Option<Item> {
    Some(item([
        (":none", AttributeValue::L(Vec::new())),
        (":mine", AttributeValue::L(vec![n(number)])),
    ]))
}

async fn append(cloud: &Cloud, to: BTreeSet<u64>, number: i64, refused: bool) -> Event {
    let update = |at: &u64| TransactWriteItem {
        update: Some(Update {
            key: key(*at),
            table_name: "things".to_owned(),
            update_expression: APPEND.to_owned(),
            expression_attribute_values: append_values(number),
            ..Update::default()
        }),
        ..TransactWriteItem::default()
    };
    let mut items: Vec<TransactWriteItem> = to.iter().map(update).collect();
    if refused {
        let put = Put {
            item: key(1000),
            table_name: "things".to_owned(),
            condition_expression: Some("attribute_exists(pk)".to_owned()),
            ..Put::default()
        };
        items.push(TransactWriteItem { put: Some(put), ..TransactWriteItem::default() });
    }
    let input =
        TransactWriteItemsInput { transact_items: items, ..TransactWriteItemsInput::default() };
    match cloud.call::<ops::TransactWriteItems>(input).await {
        Ok(_) => Event::Wrote(number),
        Err(error) => {
            assert_eq!(error.code(), "TransactionCanceledException", "{error}");
            Event::Refused(number)
        }
    }
}

async fn append_alone(cloud: &Cloud, to: u64, number: i64) -> Event {
    let input = UpdateItemInput {
        key: key(to),
        table_name: "things".to_owned(),
        update_expression: Some(APPEND.to_owned()),
        expression_attribute_values: append_values(number),
        ..UpdateItemInput::default()
    };
    cloud.call::<ops::UpdateItem>(input).await.expect("updated");
    Event::Wrote(number)
}

async fn read(cloud: &Cloud, from: BTreeSet<u64>) -> BTreeMap<u64, Vec<i64>> {
    let get = |at: &u64| TransactGetItem {
        get: Get { key: key(*at), table_name: "things".to_owned(), ..Get::default() },
    };
    let input = TransactGetItemsInput {
        transact_items: from.iter().map(get).collect(),
        ..TransactGetItemsInput::default()
    };
    let output = cloud.call::<ops::TransactGetItems>(input).await.expect("read");
    let responses = output.responses.expect("responses");
    let list = |item: Option<Item>| match item.as_ref().and_then(|item| item.get("seen")) {
        Some(AttributeValue::L(parts)) => parts.iter().map(whole).collect(),
        _ => Vec::new(),
    };
    from.into_iter().zip(responses.into_iter().map(|response| list(response.item))).collect()
}

fn whole(value: &AttributeValue) -> i64 {
    match value {
        AttributeValue::N(text) => text.parse().expect("a whole number"),
        other => panic!("{other:?}"),
    }
}

async fn task(cloud: Cloud, task: u64) -> Vec<Event> {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ ((task + 1) * 0x1234_5678_9abc));
    let mut events = Vec::new();
    for round in 0..ROUNDS {
        let number = i64::try_from(task * ROUNDS + round + 1).expect("a small number");
        let some = 2 + chance.below(2);
        events.push(match chance.below(10) {
            0..=3 => append(&cloud, chance.some_items(some), number, false).await,
            4 => append(&cloud, chance.some_items(some), number, true).await,
            5..=6 => append_alone(&cloud, chance.below(ITEMS), number).await,
            _ => Event::Read(read(&cloud, chance.some_items(some + 1)).await),
        });
        if chance.below(3) == 0 {
            tokio::task::yield_now().await;
        }
    }
    events
}

/// Writers have positive numbers, readers negative ones.
#[derive(Default)]
struct Order(BTreeMap<i64, BTreeSet<i64>>);

impl Order {
    fn before(&mut self, first: i64, second: i64) {
        self.0.entry(first).or_default().insert(second);
        self.0.entry(second).or_default();
    }

    /// How many can be taken away one by one, each before all that come after it.
    fn sortable(&self) -> usize {
        let mut waiting: BTreeMap<i64, usize> = self.0.keys().map(|node| (*node, 0)).collect();
        for next in self.0.values().flatten() {
            *waiting.entry(*next).or_default() += 1;
        }
        let free = waiting.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node);
        let mut free: Vec<i64> = free.collect();
        let mut sorted = 0;
        while let Some(node) = free.pop() {
            sorted += 1;
            for next in &self.0[&node] {
                let count = waiting.get_mut(next).expect("every node waits");
                *count -= 1;
                if *count == 0 {
                    free.push(*next);
                }
            }
        }
        sorted
    }
}

#[test]
fn cycles_are_found() {
    let mut order = Order::default();
    order.before(1, 2);
    order.before(2, 3);
    assert_eq!(order.sortable(), 3);
    order.before(3, 1);
    assert_eq!(order.sortable(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "what happens at once is what is tested")]
async fn histories_are_serialisable() {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    let tasks: Vec<_> =
        (0..TASKS).map(|number| tokio::spawn(task(cloud.clone(), number))).collect();
    let mut events = Vec::new();
    for task in tasks {
        events.extend(task.await.expect("done"));
    }
    let end = read(&cloud, (0..ITEMS).collect()).await;
    let written: BTreeSet<i64> = end.values().flatten().copied().collect();
    let mut order = Order::default();
    for list in end.values() {
        assert_eq!(list.iter().collect::<BTreeSet<_>>().len(), list.len(), "nobody wrote twice");
        list.windows(2).for_each(|pair| order.before(pair[0], pair[1]));
    }
    let (mut wrote, mut refused, mut reads) = (0, 0, 0);
    for event in events {
        match event {
            Event::Wrote(number) => {
                wrote += 1;
                assert!(written.contains(&number), "{number} was acknowledged and is lost");
            }
            Event::Refused(number) => {
                refused += 1;
                assert!(!written.contains(&number), "{number} was refused and is there");
            }
            Event::Read(seen) => {
                reads += 1;
                for (at, list) in seen {
                    assert!(end[&at].starts_with(&list), "a read saw what never was");
                    if let Some(last) = list.last() {
                        order.before(*last, -reads);
                    }
                    if let Some(next) = end[&at].get(list.len()) {
                        order.before(-reads, *next);
                    }
                }
            }
        }
    }
    assert!(wrote > 200 && refused > 20 && reads > 50, "{wrote} {refused} {reads}");
    assert_eq!(order.sortable(), order.0.len(), "what was seen fits no order");
}
