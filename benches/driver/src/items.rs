//! Items of a large table, read one at a time and at random, beside those of a small one: a read costs as much.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::client::{Call, Client, Error};
use crate::keyed::{ask, await_active};
use crate::load::{self, Figure};
use crate::options::Options;
use crate::process::Server;
use crate::report::Report;
use crate::scenario::Scenario;

/// Items that one call writes.
const AT_ONCE: u64 = 25;
/// Items of the small table.
const FEW: u64 = 1_000;
/// Connections that fill a table.
const FILLING: usize = 16;

/// Gets an item, or puts the next ones.
#[derive(Clone)]
pub(crate) struct Items {
    table: String,
    /// Items that are there, for reads; none for writes.
    among: Option<u64>,
    next: Rc<Cell<u64>>,
}

/// Measures both.
pub(crate) async fn measure(
    options: &Options,
    server: &Server,
    count: u64,
    report: &mut Report,
) -> Result<(), Error> {
    for count in [FEW, count] {
        let table = format!("items-{count}");
        make(&mut Client::connect(server.address, None).await?, &table).await?;
        let fill = Items { table: table.clone(), among: None, next: Rc::default() };
        load::repeat(server, &Scenario::Items(fill), FILLING, count / AT_ONCE).await?;
        server.rest().await;
        let get = Items { table, among: Some(count / AT_ONCE * AT_ONCE), next: Rc::default() };
        for &connections in &options.connections {
            let scenario = Scenario::Items(get.clone());
            let figure = load::run(server, &scenario, connections, options.time).await?;
            report.add(Figure { name: format!("dynamodb-get of {count}"), ..figure });
        }
        report.add_beside(&format!("with {count} items"), server.resident_kib());
    }
    Ok(())
}

async fn make(client: &mut Client, table: &str) -> Result<(), Error> {
    let create = json!({
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    });
    ask(client, "dynamodb", "DynamoDB_20120810.CreateTable", &create).await?;
    await_active(client, table).await
}

impl Items {
    pub(crate) async fn once(&self, client: &mut Client) -> Result<(), Error> {
        let n = self.next.get();
        self.next.set(n + 1);
        match self.among {
            None => self.put(client, n * AT_ONCE).await,
            Some(count) => self.get(client, scattered(n) % count).await,
        }
    }

    async fn get(&self, client: &mut Client, n: u64) -> Result<(), Error> {
        let get = json!({"TableName": self.table, "Key": {"pk": {"S": key(n)}}}).to_string();
        let call = Call { target: Some("DynamoDB_20120810.GetItem"), body: &get };
        let reply = client.call("dynamodb", call).await?;
        let there = reply.windows(6).any(|w| w == b"\"Item\"");
        if there { Ok(()) } else { Err(format!("item {n} is not there").into()) }
    }

    async fn put(&self, client: &mut Client, first: u64) -> Result<(), Error> {
        let data = "m".repeat(1_000);
        let item = |n: u64| json!({"pk": {"S": key(n)}, "data": {"S": data}});
        let put = |n: u64| json!({"PutRequest": {"Item": item(n)}});
        let puts: Vec<Value> = (first..first + AT_ONCE).map(put).collect();
        let batch = json!({"RequestItems": {self.table.as_str(): puts}});
        ask(client, "dynamodb", "DynamoDB_20120810.BatchWriteItem", &batch).await.map(drop)
    }
}

fn key(n: u64) -> String {
    format!("item-{n:012}")
}

/// Numbers that follow no order.
fn scattered(n: u64) -> u64 {
    let mixed = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
