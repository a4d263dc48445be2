//! What Lambda publishes under this cloud's own address: the code of functions, at addresses that serve for a while, and
//! what runs functions here, with what it promises on this machine.

use std::collections::BTreeMap;

use functions::Functions;
use kernel::{ApiError, ApiResult, BoxFuture, Cx, PublicDocument};
use serde::Serialize;

use crate::package;

/// The driver and its promises: `/_stratus/lambda/driver`.
const DRIVER: &str = "lambda/driver";

#[derive(Serialize)]
struct Driver<'d> {
    name: &'d str,
    promises: BTreeMap<&'static str, Promised<'d>>,
    /// Why functions from container images cannot run; `null` when they can.
    no_images: Option<String>,
}

#[derive(Serialize)]
struct Promised<'d> {
    /// `kept`, `partly` or `missing`.
    standing: &'d str,
    reason: &'d str,
}

pub(crate) fn document<'a>(
    cx: &'a mut Cx<'_>,
    path: &'a str,
) -> BoxFuture<'a, ApiResult<Option<PublicDocument>>> {
    Box::pin(async move {
        match path {
            DRIVER => driver(cx).await,
            path => package::document(cx, path).await,
        }
    })
}

/// Tries the driver out, which takes some tenths of a second the first time.
async fn driver(cx: &mut Cx<'_>) -> ApiResult<Option<PublicDocument>> {
    let Some(functions) = cx.kernel().plane::<Functions>() else { return Ok(None) };
    let (name, guarantees) = functions.promises().await.map_err(ApiError::bug)?;
    let promises = guarantees
        .iter()
        .map(|(promise, standing)| {
            let promised = Promised { standing: standing.word(), reason: standing.reason() };
            (promise.name(), promised)
        })
        .collect();
    let no_images = functions.no_images().await;
    let json = serde_json::to_vec(&Driver { name, promises, no_images }).map_err(ApiError::bug)?;
    Ok(Some(("application/json", json.into())))
}
