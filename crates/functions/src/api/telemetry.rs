//! The Telemetry API, and the older Logs API: a process inside says where it listens and what it wants to hear.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html>

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use serde::Deserialize;

use super::{Api, MAX_SMALL, Reply, discard, failure, header, whole};
use crate::platform;
use crate::telemetry::Subscription;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    destination: Destination,
    types: Vec<String>,
    #[serde(default)]
    buffering: Buffering,
}

#[derive(Deserialize)]
struct Destination {
    protocol: String,
    #[serde(alias = "uri")]
    #[serde(rename = "URI")]
    uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Buffering {
    max_items: usize,
    max_bytes: usize,
    timeout_ms: u64,
}

impl Default for Buffering {
    fn default() -> Buffering {
        Buffering { max_items: 10_000, max_bytes: 262_144, timeout_ms: 1_000 }
    }
}

pub(super) async fn subscribe(api: &Api, request: Request<Incoming>) -> Reply {
    let bad = |message: &str| failure(StatusCode::BAD_REQUEST, "ValidationError", message);
    let id = header(&request, "lambda-extension-identifier").unwrap_or_default().to_owned();
    let known = |state: &crate::exchange::State| state.extension(&id).map(|e| e.name.clone());
    let Some(name) = api.exchange.look(known) else {
        discard(request.into_body()).await;
        let message = "Invalid Lambda-Extension-Identifier";
        let kind = "Extension.UnknownExtensionIdentifier";
        return failure(StatusCode::FORBIDDEN, kind, message);
    };
    if !api.journal.telemetry.can_deliver() {
        discard(request.into_body()).await;
        let message =
            "Telemetry API is not supported: this driver gives functions no network of their own";
        return failure(StatusCode::ACCEPTED, "Telemetry.NotSupported", message);
    }
    let Ok(body) = whole(request.into_body(), MAX_SMALL).await else {
        return bad("The request is too large");
    };
    let wanted: Wanted = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(error) => return bad(&error.to_string()),
    };
    let subscription = match subscription(name.clone(), &wanted) {
        Ok(subscription) => subscription,
        Err(message) => return bad(message),
    };
    api.journal.telemetry.subscribe(subscription);
    api.journal.platform(platform::subscription(&name, wanted.types));
    Response::new(Full::new(Bytes::from_static(b"OK")))
}

fn subscription(name: String, wanted: &Wanted) -> Result<Subscription, &'static str> {
    if !wanted.destination.protocol.eq_ignore_ascii_case("HTTP") {
        return Err("Only the protocol HTTP is supported");
    }
    let uri: Option<Uri> = wanted.destination.uri.as_deref().and_then(|uri| uri.parse().ok());
    let uri = uri.ok_or("The destination's URI is not valid")?;
    let inside =
        matches!(uri.host(), Some("sandbox.localdomain" | "sandbox" | "127.0.0.1" | "localhost"));
    if uri.scheme_str() != Some("http") || !inside {
        return Err("The destination must be http://sandbox.localdomain:PORT");
    }
    let known = |kind: &String| matches!(&**kind, "platform" | "function" | "extension");
    if wanted.types.is_empty() || !wanted.types.iter().all(known) {
        return Err("types must name platform, function or extension");
    }
    let buffering = &wanted.buffering;
    let limits = (1_000..=10_000).contains(&buffering.max_items)
        && (262_144..=1_048_576).contains(&buffering.max_bytes)
        && (25..=30_000).contains(&buffering.timeout_ms);
    if !limits {
        return Err("buffering is out of its limits");
    }
    let has = |kind: &str| wanted.types.iter().any(|own| own == kind);
    Ok(Subscription {
        name,
        platform: has("platform"),
        function: has("function"),
        port: uri.port_u16().unwrap_or(80),
        path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        max_items: buffering.max_items,
        max_bytes: buffering.max_bytes,
        timeout: Duration::from_millis(buffering.timeout_ms),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_lie_inside() {
        let wanted = |uri: &str, types: &str| -> Wanted {
            let text =
                format!(r#"{{"destination":{{"protocol":"HTTP","URI":"{uri}"}},"types":{types}}}"#);
            serde_json::from_str(&text).unwrap()
        };
        let made = |uri, types| subscription("x".to_owned(), &wanted(uri, types));
        let good = made("http://sandbox.localdomain:8080/a?b=1", r#"["platform"]"#).unwrap();
        assert_eq!(
            (good.port, &*good.path, good.platform, good.function),
            (8080, "/a?b=1", true, false)
        );
        for (uri, types) in [
            ("http://example.com:80", r#"["platform"]"#),
            ("https://sandbox.localdomain", r#"["platform"]"#),
            ("http://sandbox.localdomain", "[]"),
            ("http://sandbox.localdomain", r#"["other"]"#),
        ] {
            assert!(made(uri, types).is_err(), "{uri} {types}");
        }
    }
}
