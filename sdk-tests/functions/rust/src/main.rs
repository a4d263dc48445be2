//! A function by AWS's runtime for Rust.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Order {
    id: String,
    lines: Vec<u32>,
}

#[derive(Serialize)]
struct Total {
    id: String,
    sum: u32,
    request: String,
}

async fn handle(event: LambdaEvent<Order>) -> Result<Total, Error> {
    let Order { id, lines } = event.payload;
    tracing::info!(order = %id, "adding up");
    if lines.is_empty() {
        return Err(format!("order {id} has no lines").into());
    }
    Ok(Total { id, sum: lines.iter().sum(), request: event.context.request_id })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::tracing::init_default_subscriber();
    run(service_fn(handle)).await
}
