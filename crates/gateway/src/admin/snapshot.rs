//! `/_stratus/snapshot`: list, save, load and delete named snapshots of the whole state.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{SnapshotError, SnapshotInfo};

use super::{Answer, Problem, parse};
use crate::pipeline::Gateway;
use crate::reply::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    action: String,
    name: String,
}

impl From<SnapshotError> for Problem {
    fn from(error: SnapshotError) -> Self {
        let status = match &error {
            SnapshotError::NotFound(_) => 404,
            SnapshotError::Exists(_) => 409,
            SnapshotError::BadName(_) | SnapshotError::NoDirectory => 400,
            _ => 500,
        };
        Problem(status, error.to_string())
    }
}

pub(super) fn list(gateway: &Gateway) -> Answer {
    let all: Vec<Value> = gateway.kernel.store().list_snapshots()?.iter().map(show).collect();
    Ok(json(200, &all))
}

pub(super) async fn change(gateway: &Gateway, body: &Bytes) -> Answer {
    let change: Change = parse(body)?;
    let store = gateway.kernel.store().clone();
    let name = change.name;
    match change.action.as_str() {
        "save" => {
            gateway.kernel.remember_clock().await?;
            let info = blocking(move || store.save_snapshot(&name)).await?;
            Ok(json(201, &show(&info)))
        }
        "load" => {
            let info = blocking(move || store.load_snapshot(&name)).await?;
            gateway.kernel.reload().await?;
            Ok(json(200, &show(&info)))
        }
        "delete" => {
            blocking(move || store.delete_snapshot(&name)).await?;
            Ok(json(200, &json!({ "status": "deleted" })))
        }
        other => Err(Problem(400, format!("action '{other}' is not one of save, load, delete"))),
    }
}

/// A snapshot copies everything: not on a thread that serves requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SnapshotError> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| Problem(500, e.to_string()))?.map_err(Problem::from)
}

fn show(info: &SnapshotInfo) -> Value {
    json!({
        "name": info.name,
        "rows": info.rows,
        "bytes": info.bytes,
        "blobs": info.blobs,
    })
}
