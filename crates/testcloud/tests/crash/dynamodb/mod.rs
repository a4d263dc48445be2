//! Clients of DynamoDB write and read items at once, in transactions and alone, until the server is killed; after the
//! restart they go on. Each generation of items lives through one kill. Its history is checked whole: what all clients
//! saw must fit one order of their calls, and that order real time. A vector index has what the items say.

mod history;
mod load;
mod order;

use std::sync::Arc;

use clock::Random;
use serde_json::json;

use crate::Plan;
use crate::api::{Api, Service};
use crate::process::Server;
use history::History;

pub(crate) const SERVICE: Service = Service { name: "dynamodb", target: "DynamoDB_20120810" };
/// Items that writers append to, of each generation.
const ITEMS: u64 = 8;

#[expect(clippy::print_stdout, reason = "the count is what a run shows")]
pub(crate) async fn run(plan: Plan) {
    let dir = tempfile::tempdir().unwrap();
    let random = Random::from_seed(plan.seed);
    let mut server = Server::start(&plan.binary, dir.path());
    create_table(&server).await;
    let mut total = history::Counts::default();
    for generation in 1..=plan.kills {
        let history = Arc::new(History::new(generation));
        let acknowledgements = 1 + random.below(500);
        load::until_killed(&server, &history, &random, acknowledgements).await;
        server = Server::start(&plan.binary, dir.path());
        history.restarted();
        load::some_more(&server, &history, &random).await;
        let end = load::read_all(&server, &history).await;
        let counts = history.check(&end).unwrap_or_else(|problems| {
            panic!("seed {}, generation {generation}:\n{}", plan.seed, problems.join("\n"))
        });
        total.add(&counts);
    }
    server.stop();
    println!("{} kills, {total}", plan.kills);
}

async fn create_table(server: &Server) {
    let mut api = Api::connect(server, SERVICE).await.expect("the server answers");
    let input = json!({
        "TableName": "things", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "epoch", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "VectorIndexes": [{
            "IndexName": "latest", "VectorAttribute": {"AttributeName": "latest"}, "Dimensions": 1,
            "SearchSchema": [{"AttributeName": "epoch", "SearchSchemaElementType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"}, "DistanceFunction": "EUCLIDEAN",
        }],
    });
    api.call("CreateTable", input).await.expect("a table");
    loop {
        let table =
            api.call("DescribeTable", json!({"TableName": "things"})).await.expect("it answers");
        if table["Table"]["TableStatus"] == "ACTIVE" {
            return;
        }
        tokio::task::yield_now().await;
    }
}
