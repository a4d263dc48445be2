//! The Extensions API: who is there, and what happens next.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>

use http::{HeaderValue, Request, StatusCode};
use hyper::body::Incoming;
use serde::{Deserialize, Serialize};

use super::{Api, MAX_SMALL, Reply, accepted, discard, failure, header, json, whole};
use crate::exchange::{Event, Task};

const NAME: &str = "lambda-extension-name";
const IDENTIFIER: &str = "lambda-extension-identifier";
const EVENT_IDENTIFIER: &str = "lambda-extension-event-identifier";
const ERROR_TYPE: &str = "lambda-extension-function-error-type";
const FEATURES: &str = "lambda-extension-accept-feature";
/// The longest name.
const MAX_NAME: usize = 128;

#[derive(Deserialize, Default)]
struct Wanted {
    #[serde(default)]
    events: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Registered<'a> {
    function_name: &'a str,
    function_version: &'a str,
    handler: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
}

pub(super) async fn register(api: &Api, request: Request<Incoming>) -> Reply {
    let name = header(&request, NAME).unwrap_or_default().to_owned();
    let account = header(&request, FEATURES)
        .is_some_and(|list| list.split(',').any(|feature| feature.trim() == "accountId"));
    let bad = StatusCode::BAD_REQUEST;
    if name.is_empty() || name.len() > MAX_NAME {
        return failure(bad, "Extension.InvalidExtensionName", "Empty extension name");
    }
    let Ok(body) = whole(request.into_body(), MAX_SMALL).await else {
        return failure(bad, "InvalidRequestFormat", "The request is too large");
    };
    let wanted = match body.is_empty() {
        true => Wanted::default(),
        false => match serde_json::from_slice(&body) {
            Ok(wanted) => wanted,
            Err(error) => return failure(bad, "InvalidRequestFormat", &error.to_string()),
        },
    };
    if let Some(event) = wanted.events.iter().find(|event| !is_event(event)) {
        let message = format!("{event}: invalid event type");
        return failure(bad, "Extension.InvalidEventType", &message);
    }
    if api.exchange.look(|state| state.runtime_is_done()) {
        let message = "State transition from Started to Registered failed for extension: the environment runs";
        return failure(StatusCode::FORBIDDEN, "Extension.InvalidExtensionState", message);
    }
    let id = api.random.uuid();
    if !api.exchange.change(|state| state.register(id.clone(), name.clone(), &wanted.events)) {
        let message = format!("Extension with this name already registered, or too many: {name}");
        return failure(StatusCode::FORBIDDEN, "Extension.AlreadyRegistered", &message);
    }
    let mut reply = json(
        StatusCode::OK,
        &Registered {
            function_name: &api.spec.name,
            function_version: &api.spec.version,
            handler: &api.spec.handler,
            account_id: account.then_some(&*api.spec.account),
        },
    );
    put(&mut reply, IDENTIFIER, &id);
    reply
}

fn is_event(name: &str) -> bool {
    matches!(name, "INVOKE" | "SHUTDOWN")
}

fn put(reply: &mut Reply, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}

/// The extension that asks; else the answer that says why not.
fn who(api: &Api, request: &Request<Incoming>) -> Result<String, Box<Reply>> {
    let forbidden = StatusCode::FORBIDDEN;
    let Some(id) = header(request, IDENTIFIER) else {
        let message = "Missing Lambda-Extension-Identifier header";
        return Err(Box::new(failure(forbidden, "Extension.MissingExtensionIdentifier", message)));
    };
    if api.exchange.look(|state| state.extension(id).is_none()) {
        let message = "Invalid Lambda-Extension-Identifier";
        return Err(Box::new(failure(forbidden, "Extension.UnknownExtensionIdentifier", message)));
    }
    Ok(id.to_owned())
}

/// Takes back that an extension asks, when it went away.
struct Asking<'a>(&'a Api, &'a str, bool);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if !self.2 {
            self.0.exchange.change(|state| state.extension_asks(self.1, false));
        }
    }
}

pub(super) async fn next(api: &Api, request: &Request<Incoming>) -> Reply {
    let id = match who(api, request) {
        Ok(id) => id,
        Err(reply) => return *reply,
    };
    api.exchange.change(|state| state.extension_asks(&id, true));
    let mut asking = Asking(api, &id, false);
    let event = api.exchange.until(|state| state.take_event(&id)).await;
    asking.2 = true;
    let mut reply = match &event {
        Event::Invoke(task) => json(StatusCode::OK, &Told::invoke(task)),
        Event::Shutdown { reason, deadline_ms } => {
            let told = Told {
                event_type: "SHUTDOWN",
                deadline_ms: *deadline_ms,
                shutdown_reason: Some(reason),
                ..Told::default()
            };
            json(StatusCode::OK, &told)
        }
    };
    put(&mut reply, EVENT_IDENTIFIER, &api.random.uuid());
    reply
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    event_type: &'static str,
    deadline_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoked_function_arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracing: Option<Tracing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shutdown_reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Tracing<'a> {
    r#type: &'static str,
    value: &'a str,
}

impl Told<'_> {
    fn invoke(task: &Task) -> Told<'_> {
        Told {
            event_type: "INVOKE",
            deadline_ms: task.deadline_ms,
            request_id: Some(&task.id),
            invoked_function_arn: Some(&task.arn),
            tracing: Some(Tracing { r#type: "X-Amzn-Trace-Id", value: &task.trace }),
            shutdown_reason: None,
        }
    }
}

/// `init/error` and `exit/error`: the environment ends with its extension.
pub(super) async fn error(api: &Api, when: &str, request: Request<Incoming>) -> Reply {
    let id = who(api, &request);
    let kind = header(&request, ERROR_TYPE).map(str::to_owned);
    discard(request.into_body()).await;
    let id = match id {
        Ok(id) => id,
        Err(reply) => return *reply,
    };
    let Some(kind) = kind else {
        let message = "Lambda-Extension-Function-Error-Type header is missing";
        return failure(StatusCode::BAD_REQUEST, "Extension.MissingHeader", message);
    };
    let what = match when {
        "init" => format!("Extension.InitError: {kind}"),
        _ => format!("Extension.ExitError: {kind}"),
    };
    api.exchange.change(|state| {
        let name = state.extension(&id).map_or_else(String::new, |e| e.name.clone());
        state.fail_extension(name, what);
    });
    accepted()
}
