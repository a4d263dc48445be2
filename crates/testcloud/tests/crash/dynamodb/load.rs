//! The clients: writers and readers of items, which a vector index follows, and writers of two counters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clock::Random;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::history::{End, History, Lists, Outcome, What};
use super::{ITEMS, SERVICE};
use crate::api::{Api, Gone};
use crate::process::Server;

/// Clients that append and read, and clients that count.
const WRITERS: u64 = 12;
const COUNTERS: u64 = 64;
/// Calls of each after the restart.
const SOME: u64 = 8;
const APPEND: &str = "SET seen = list_append(if_not_exists(seen, :none), :mine), version = if_not_exists(version, :zero) + :one, \
                      latest = :mine, epoch = :epoch";

/// One client.
struct Client {
    api: Api,
    history: Arc<History>,
    random: Random,
    acknowledged: Arc<Acknowledged>,
}

/// Tells when enough was acknowledged.
struct Acknowledged {
    left: AtomicU64,
    enough: Notify,
}

/// Loads the server until so many calls were acknowledged, kills it, and waits until every client has noticed.
pub(super) async fn until_killed(
    server: &Server,
    history: &Arc<History>,
    random: &Random,
    acknowledgements: u64,
) {
    let acknowledged =
        Arc::new(Acknowledged { left: AtomicU64::new(acknowledgements), enough: Notify::new() });
    let tasks = clients(server, history, random, &acknowledged, u64::MAX).await;
    let patience = Duration::from_secs(60);
    let enough = tokio::time::timeout(patience, acknowledged.enough.notified()).await;
    server.kill();
    for task in tasks {
        task.await.expect("a client found no error");
    }
    assert!(enough.is_ok(), "the server did not acknowledge {acknowledgements} calls in 60 s");
}

/// Some calls of every client, all of which have answers.
pub(super) async fn some_more(server: &Server, history: &Arc<History>, random: &Random) {
    let acknowledged =
        Arc::new(Acknowledged { left: AtomicU64::new(u64::MAX), enough: Notify::new() });
    for task in clients(server, history, random, &acknowledged, SOME).await {
        task.await.expect("a client found no error");
    }
}

#[expect(clippy::disallowed_methods, reason = "every client is awaited")]
async fn clients(
    server: &Server,
    history: &Arc<History>,
    random: &Random,
    acknowledged: &Arc<Acknowledged>,
    calls: u64,
) -> Vec<tokio::task::JoinHandle<()>> {
    let mut tasks = Vec::new();
    for number in 0..WRITERS + COUNTERS {
        let mut client = Client {
            api: Api::connect(server, SERVICE).await.expect("nobody killed it yet"),
            history: history.clone(),
            random: Random::from_seed(random.u64()),
            acknowledged: acknowledged.clone(),
        };
        tasks.push(tokio::spawn(async move {
            for _ in 0..calls {
                let step =
                    if number < WRITERS { client.step().await } else { client.count().await };
                if step.is_err() {
                    assert_eq!(calls, u64::MAX, "the server is gone, and nobody killed it");
                    break;
                }
            }
        }));
    }
    tasks
}

/// What is there at the end.
pub(super) async fn read_all(server: &Server, history: &History) -> End {
    let mut api = Api::connect(server, SERVICE).await.expect("the server answers");
    let mut end = End::default();
    for item in 0..ITEMS {
        let input =
            json!({"TableName": "things", "Key": key(history, item), "ConsistentRead": true});
        let output = api.call("GetItem", input).await.expect("it answers");
        end.lists.insert(item, seen(&output["Item"]));
    }
    check_index(&mut api, history, &end.lists).await;
    let input = json!({"TableName": "things", "Key": counter(history), "ConsistentRead": true});
    let output = api.call("GetItem", input).await.expect("it answers");
    let number = |name: &str| number(&output["Item"][name]);
    (end.careful, end.quick) = (number("careful"), number("quick"));
    end
}

/// The vector index has what the items say, and nothing else: how far the last number of each is from zero.
async fn check_index(api: &mut Api, history: &History, lists: &Lists) {
    let input = json!({
        "TableName": "things", "IndexName": "latest", "TopK": 100, "SearchVector": [{"N": "0"}],
        "SearchConditionExpression": "epoch = :epoch",
        "ExpressionAttributeValues": {":epoch": epoch(history)},
    });
    let output = api.call("SearchVectors", input).await.expect("it answers");
    let results = output["SearchResults"].as_array().expect("results");
    let found: BTreeMap<&str, f64> = results
        .iter()
        .map(|one| (one["Item"]["pk"]["S"].as_str(), one["Score"].as_f64()))
        .map(|(key, score)| (key.expect("a key"), score.expect("a score")))
        .collect();
    let keys = lists.keys().map(|item| key(history, *item));
    let keys: Vec<String> = keys.filter_map(|key| Some(key["pk"]["S"].as_str()?.into())).collect();
    let expected = keys.iter().zip(lists.values()).filter_map(|(key, list)| {
        let last = u32::try_from(*list.last()?).expect("few calls");
        Some((key.as_str(), f64::from(last)))
    });
    assert_eq!(found, expected.collect::<BTreeMap<_, _>>(), "the index and its items disagree");
}

fn epoch(history: &History) -> Value {
    json!({"S": history.generation.to_string()})
}

fn key(history: &History, item: u64) -> Value {
    json!({"pk": {"S": format!("{}-{item}", history.generation)}})
}

fn counter(history: &History) -> Value {
    json!({"pk": {"S": format!("{}-counter", history.generation)}})
}

/// The number in a value; 0 when there is none.
fn number(value: &Value) -> u64 {
    value["N"].as_str().map_or(0, |text| text.parse().expect("a whole number"))
}

/// The list in an item, whose version must be its length.
fn seen(item: &Value) -> Vec<u64> {
    let parts = item["seen"]["L"].as_array().map_or(&[][..], Vec::as_slice);
    let list: Vec<u64> = parts.iter().map(number).collect();
    assert_eq!(number(&item["version"]), list.len() as u64, "an item half written: {item}");
    list
}

fn code(answer: &Value) -> &str {
    answer["__type"].as_str().and_then(|kind| kind.rsplit('#').next()).unwrap_or_default()
}

impl Client {
    /// Makes a call and notes how it ended; `what` reads the answer.
    async fn note(
        &mut self,
        operation: &str,
        input: impl FnOnce(u64) -> Value,
        refusal: &str,
        what: impl FnOnce(&Value) -> What,
    ) -> Result<Outcome, Gone> {
        let begun = self.history.begin();
        let input = input(begun.0);
        let Ok((status, answer)) = self.api.ask(operation, &input).await else {
            self.history.end(begun, Outcome::Unanswered, what(&Value::Null));
            return Err(Gone);
        };
        let outcome = if status == 200 { Outcome::Done } else { Outcome::Refused };
        if outcome == Outcome::Refused {
            assert_eq!(code(&answer), refusal, "{operation} {input}: {answer}");
        }
        self.history.end(begun, outcome, what(&answer));
        if self.acknowledged.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.acknowledged.enough.notify_one();
        }
        Ok(outcome)
    }

    fn some_items(&self, count: u64) -> BTreeSet<u64> {
        let mut out = BTreeSet::new();
        while (out.len() as u64) < count {
            out.insert(self.random.below(ITEMS));
        }
        out
    }

    /// One call of a writer or reader.
    async fn step(&mut self) -> Result<(), Gone> {
        let some = 2 + self.random.below(2);
        match self.random.below(12) {
            0..=3 => self.append(self.some_items(some), false).await,
            4 => self.append(self.some_items(some), true).await,
            5..=7 => self.append_alone(self.random.below(ITEMS)).await,
            8 => self.read_alone(self.random.below(ITEMS)).await,
            _ => self.read(self.some_items(some + 1)).await,
        }
    }

    async fn append(&mut self, items: BTreeSet<u64>, refused: bool) -> Result<(), Gone> {
        let history = self.history.clone();
        let input = |number: u64| {
            let mut parts: Vec<Value> = items
                .iter()
                .map(|item| {
                    json!({"Update": {
                        "TableName": "things", "Key": key(&history, *item), "UpdateExpression": APPEND,
                        "ExpressionAttributeValues": values(&history, number),
                    }})
                })
                .collect();
            if refused {
                parts.push(json!({"ConditionCheck": {
                    "TableName": "things", "Key": {"pk": {"S": "nobody"}},
                    "ConditionExpression": "attribute_exists(pk)",
                }}));
            }
            json!({"TransactItems": parts})
        };
        let what = |_: &Value| What::Append(items.clone());
        let outcome =
            self.note("TransactWriteItems", input, "TransactionCanceledException", what).await?;
        assert_eq!(
            outcome == Outcome::Refused,
            refused,
            "a transaction is refused when it must be"
        );
        Ok(())
    }

    async fn append_alone(&mut self, item: u64) -> Result<(), Gone> {
        let history = self.history.clone();
        let key = key(&history, item);
        let input = |number: u64| {
            json!({
                "TableName": "things", "Key": key, "UpdateExpression": APPEND,
                "ExpressionAttributeValues": values(&history, number),
            })
        };
        self.note("UpdateItem", input, "", |_| What::Append([item].into())).await.map(drop)
    }

    async fn read(&mut self, items: BTreeSet<u64>) -> Result<(), Gone> {
        let gets = items
            .iter()
            .map(|item| json!({"Get": {"TableName": "things", "Key": key(&self.history, *item)}}));
        let input = json!({"TransactItems": gets.collect::<Vec<_>>()});
        let lists = |answer: &Value| -> Lists {
            let found = answer["Responses"].as_array().map_or(&[][..], Vec::as_slice);
            items.iter().copied().zip(found.iter().map(|one| seen(&one["Item"]))).collect()
        };
        self.note("TransactGetItems", |_| input, "", |answer| What::Read(lists(answer)))
            .await
            .map(drop)
    }

    async fn read_alone(&mut self, item: u64) -> Result<(), Gone> {
        let key = key(&self.history, item);
        let input = json!({"TableName": "things", "Key": key, "ConsistentRead": true});
        let lists = |answer: &Value| -> Lists {
            if answer.is_null() { Lists::new() } else { [(item, seen(&answer["Item"]))].into() }
        };
        self.note("GetItem", |_| input, "", |answer| What::Read(lists(answer))).await.map(drop)
    }

    /// Raises a counter: carefully, when nobody came in between, or quickly.
    async fn count(&mut self) -> Result<(), Gone> {
        let key = counter(&self.history);
        if self.random.below(2) == 0 {
            let input = json!({
                "TableName": "things", "Key": key, "UpdateExpression": "ADD quick :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            });
            return self.note("UpdateItem", |_| input, "", |_| What::Quick).await.map(drop);
        }
        let found = json!({"TableName": "things", "Key": key, "ConsistentRead": true});
        let found = self.api.call("GetItem", found).await?;
        let from = number(&found["Item"]["careful"]);
        let condition = if from == 0 { "attribute_not_exists(careful)" } else { "careful = :from" };
        let mut values = json!({":next": {"N": (from + 1).to_string()}});
        if from > 0 {
            values[":from"] = json!({"N": from.to_string()});
        }
        let input = json!({
            "TableName": "things", "Key": key, "UpdateExpression": "SET careful = :next",
            "ConditionExpression": condition, "ExpressionAttributeValues": values,
        });
        let refusal = "ConditionalCheckFailedException";
        self.note("UpdateItem", |_| input, refusal, |_| What::Careful(from)).await.map(drop)
    }
}

fn values(history: &History, number: u64) -> Value {
    json!({
        ":epoch": epoch(history),
        ":none": {"L": []}, ":mine": {"L": [{"N": number.to_string()}]},
        ":zero": {"N": "0"}, ":one": {"N": "1"},
    })
}
