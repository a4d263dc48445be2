//! The Runtime API: the next event, its answer or its error, an initialization that failed.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use serde::Deserialize;

use super::{Api, MAX_SMALL, Reply, TooLarge, accepted, discard, failure, header, whole};
use crate::exchange::{Answer, Pieces, Task};

/// Most that a buffered answer may be, in bytes.
pub(crate) const MAX_ANSWER: usize = 6_291_556;
/// Most that a streamed answer may be.
const MAX_STREAM: usize = 200 << 20;

const ERROR_TYPE: &str = "lambda-runtime-function-error-type";
const ERROR_BODY: &str = "lambda-runtime-function-error-body";
const RESPONSE_MODE: &str = "lambda-runtime-function-response-mode";

/// Takes back what a runtime said when it asked, unless it got something.
struct Asking<'a>(&'a Api, bool);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        if !self.1 {
            self.0.exchange.change(|state| state.runtime_left());
        }
    }
}

pub(super) async fn next(api: &Api) -> Reply {
    api.exchange.change(|state| state.runtime_asks());
    let mut asking = Asking(api, false);
    let task = api.exchange.until(|state| state.take_task()).await;
    asking.1 = true;
    let mut reply = Response::new(Full::new(task.payload.clone()));
    fill(reply.headers_mut(), &task);
    reply
}

fn fill(headers: &mut HeaderMap, task: &Task) {
    let deadline = task.deadline_ms.to_string();
    let context = task.client_context.as_deref().unwrap_or_default();
    for (name, value) in [
        ("content-type", "application/json"),
        ("lambda-runtime-aws-request-id", &task.id),
        ("lambda-runtime-deadline-ms", &deadline),
        ("lambda-runtime-invoked-function-arn", &task.arn),
        ("lambda-runtime-trace-id", &task.trace),
        ("lambda-runtime-client-context", context),
    ] {
        // A client context that is no header value was no JSON either.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes())
            && !value.is_empty()
        {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}

fn unknown_id() -> Reply {
    failure(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
}

/// Gives an answer up that was not read to its end.
struct Answering<'a> {
    api: &'a Api,
    id: &'a str,
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.api.exchange.change(|state| state.give_up_answer(self.id));
    }
}

pub(super) async fn response(api: &Api, id: &str, request: Request<Incoming>) -> Reply {
    let Some(pieces) = api.exchange.change(|state| state.begin_answer(id)) else {
        discard(request.into_body()).await;
        return unknown_id();
    };
    let answering = Answering { api, id };
    let streaming =
        header(&request, RESPONSE_MODE).is_some_and(|m| m.eq_ignore_ascii_case("streaming"));
    let content_type = header(&request, "content-type").map(str::to_owned);
    let body = request.into_body();
    let answer = match pieces {
        Some(pieces) if streaming => stream(body, pieces, content_type).await,
        _ if streaming => match gather(body).await {
            Ok(answer) => Some(answer),
            Err(TooLarge::CutOff) => None,
            Err(TooLarge::Yes) => return too_large(api, id),
        },
        _ => match whole(body, MAX_ANSWER).await {
            Ok(payload) => Some(Answer::Payload(payload)),
            Err(TooLarge::CutOff) => None,
            Err(TooLarge::Yes) => return too_large(api, id),
        },
    };
    let Some(answer) = answer else {
        drop(answering);
        return failure(StatusCode::BAD_REQUEST, "TruncatedRequest", "The request was cut off");
    };
    api.exchange.change(|state| state.answer(id, answer));
    accepted()
}

fn too_large(api: &Api, id: &str) -> Reply {
    let message = format!(
        "Response payload size exceeded maximum allowed payload size ({MAX_ANSWER} bytes)."
    );
    let payload = crate::words::error("Function.ResponseSizeTooLarge", &message);
    let kind = "Function.ResponseSizeTooLarge".to_owned();
    api.exchange.change(|state| state.answer(id, Answer::Error { kind, payload }));
    let message = format!("Exceeded maximum allowed payload size ({MAX_ANSWER} bytes).");
    failure(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
}

/// Hands pieces on as they come. `None` when the answer was cut off.
async fn stream(
    mut body: Incoming,
    pieces: Pieces,
    content_type: Option<String>,
) -> Option<Answer> {
    // Whoever called may have left: the function goes on all the same.
    let mut open = pieces.begin.send(content_type).is_ok();
    let (mut left, mut trailers) = (MAX_STREAM, HeaderMap::new());
    while let Some(frame) = body.frame().await {
        match frame.ok()?.into_data() {
            Ok(data) => {
                let data = data.slice(..data.len().min(left));
                left -= data.len();
                open = open && (data.is_empty() || pieces.data.send(data).await.is_ok());
            }
            Err(frame) => trailers = frame.into_trailers().unwrap_or_default(),
        }
    }
    Some(by_trailers(&trailers).unwrap_or(Answer::Payload(Bytes::new())))
}

/// A streamed answer for somebody who wants it whole.
async fn gather(mut body: Incoming) -> Result<Answer, TooLarge> {
    let (mut all, mut trailers) = (BytesMut::new(), HeaderMap::new());
    while let Some(frame) = body.frame().await {
        match frame.map_err(|_| TooLarge::CutOff)?.into_data() {
            Ok(data) if all.len() + data.len() > MAX_ANSWER => return Err(TooLarge::Yes),
            Ok(data) => all.extend_from_slice(&data),
            Err(frame) => trailers = frame.into_trailers().unwrap_or_default(),
        }
    }
    Ok(by_trailers(&trailers).unwrap_or(Answer::Payload(all.freeze())))
}

/// The error that a runtime found in the middle of a stream.
fn by_trailers(trailers: &HeaderMap) -> Option<Answer> {
    let text = |name| trailers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(ERROR_TYPE)?.to_owned();
    let payload = text(ERROR_BODY).and_then(|body| STANDARD.decode(body).ok()).unwrap_or_default();
    Some(Answer::Error { kind, payload: payload.into() })
}

pub(super) async fn error(api: &Api, id: &str, request: Request<Incoming>) -> Reply {
    if api.exchange.change(|state| state.begin_answer(id)).is_none() {
        discard(request.into_body()).await;
        return unknown_id();
    }
    let answering = Answering { api, id };
    let Some(answer) = read_error(request, MAX_ANSWER).await else {
        drop(answering);
        return failure(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", "Too large");
    };
    api.exchange.change(|state| state.answer(id, answer));
    accepted()
}

pub(super) async fn init_error(api: &Api, request: Request<Incoming>) -> Reply {
    let Some(error) = read_error(request, MAX_SMALL).await else {
        return failure(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", "Too large");
    };
    match api.exchange.change(|state| state.fail_init(error)) {
        true => accepted(),
        false => failure(
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "Transition from Ready to InitError is not allowed.",
        ),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    error_type: Option<String>,
}

/// The runtime's error, with its type from the header or from the body.
async fn read_error(request: Request<Incoming>, limit: usize) -> Option<Answer> {
    let named = header(&request, ERROR_TYPE).map(str::to_owned);
    let payload = whole(request.into_body(), limit).await.ok()?;
    let told = || serde_json::from_slice::<Told>(&payload).ok().and_then(|told| told.error_type);
    let kind = named.or_else(told).unwrap_or_else(|| "Runtime.Unknown".to_owned());
    Some(Answer::Error { kind, payload })
}
