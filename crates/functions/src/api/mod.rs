//! The APIs that an environment serves to the processes inside of it, at `AWS_LAMBDA_RUNTIME_API`: HTTP/1.1 over the
//! socket that was made in the instance's own network.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

mod extensions;
mod runtime;
mod telemetry;

use std::convert::Infallible;
use std::net::TcpListener as StdListener;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use clock::{Clock, Random};
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::FunctionSpec;
use crate::exchange::Exchange;
use crate::journal::Journal;

/// Connections of one environment at a time: a runtime, its extensions, and some to spare.
const MAX_CONNECTIONS: usize = 128;
/// Most that is read of what is not wanted.
const MAX_DISCARDED: usize = 256 << 20;
/// Requests other than answers are small.
const MAX_SMALL: usize = 256 << 10;

/// What the handlers need.
pub(crate) struct Api {
    pub(crate) spec: Arc<FunctionSpec>,
    pub(crate) exchange: Arc<Exchange>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) random: Random,
}

type Reply = Response<Full<Bytes>>;

/// Serves until it is given up, which cuts its connections.
pub(crate) async fn serve(listener: StdListener, api: Arc<Api>) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::warn!(%error, "the Runtime API cannot be served"),
    };
    let mut connections = JoinSet::new();
    let pause = Clock::system();
    loop {
        let socket = match listener.accept().await {
            Ok((socket, _)) => socket,
            // Out of file descriptors, mostly: wait for some to come free.
            Err(_) => {
                pause.sleep_until(pause.now().plus(std::time::Duration::from_millis(20))).await;
                continue;
            }
        };
        while connections.try_join_next().is_some() {}
        if connections.len() >= MAX_CONNECTIONS {
            continue;
        }
        let api = api.clone();
        let service = service_fn(move |request| {
            let api = api.clone();
            async move { Ok::<_, Infallible>(handle(&api, request).await) }
        });
        connections.spawn(async move {
            // A small answer that waits for company costs more than its work.
            let _set = socket.set_nodelay(true);
            let served = hyper::server::conn::http1::Builder::new()
                .half_close(true)
                .serve_connection(TokioIo::new(socket), service);
            if let Err(error) = served.await {
                tracing::trace!(%error, "a connection of a function ended early");
            }
        });
    }
}

async fn handle(api: &Api, request: Request<Incoming>) -> Reply {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (request.method(), &parts[..]) {
        (&Method::GET, ["2018-06-01", "runtime", "invocation", "next"]) => runtime::next(api).await,
        (&Method::POST, ["2018-06-01", "runtime", "invocation", id, "response"]) => {
            runtime::response(api, id, request).await
        }
        (&Method::POST, ["2018-06-01", "runtime", "invocation", id, "error"]) => {
            runtime::error(api, id, request).await
        }
        (&Method::POST, ["2018-06-01", "runtime", "init", "error"]) => {
            runtime::init_error(api, request).await
        }
        (&Method::POST, ["2020-01-01", "extension", "register"]) => {
            extensions::register(api, request).await
        }
        (&Method::GET, ["2020-01-01", "extension", "event", "next"]) => {
            extensions::next(api, &request).await
        }
        (&Method::POST, ["2020-01-01", "extension", when @ ("init" | "exit"), "error"]) => {
            extensions::error(api, when, request).await
        }
        (&Method::PUT, ["2022-07-01", "telemetry"]) => telemetry::subscribe(api, request).await,
        (&Method::PUT, ["2020-08-15", "logs"]) => telemetry::subscribe(api, request).await,
        (_, ["2018-06-01" | "2020-01-01" | "2022-07-01" | "2020-08-15", ..]) => {
            plain(StatusCode::NOT_FOUND, "404 page not found\n")
        }
        _ => plain(StatusCode::NOT_FOUND, "404 page not found\n"),
    }
}

/// `{"status":"OK"}`
fn accepted() -> Reply {
    let mut reply = json(StatusCode::ACCEPTED, &Status { status: "OK" });
    *reply.status_mut() = StatusCode::ACCEPTED;
    reply
}

fn plain(status: StatusCode, text: &'static str) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *reply.status_mut() = status;
    reply
}

#[derive(Serialize)]
struct Status {
    status: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody<'a> {
    error_message: &'a str,
    error_type: &'a str,
}

fn json(status: StatusCode, body: &impl Serialize) -> Reply {
    // Plain data with text keys: it can always be written.
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    let mut reply = Response::new(Full::new(Bytes::from(bytes)));
    *reply.status_mut() = status;
    let content_type = header::HeaderValue::from_static("application/json");
    reply.headers_mut().insert(header::CONTENT_TYPE, content_type);
    reply
}

fn failure(status: StatusCode, error_type: &str, error_message: &str) -> Reply {
    json(status, &ErrorBody { error_message, error_type })
}

/// The whole body, unless it is larger than `limit`. What is too large is read to its end all the same: who sends it would
/// not hear the answer otherwise.
async fn whole(mut body: Incoming, limit: usize) -> Result<Bytes, TooLarge> {
    let (mut all, mut size) = (BytesMut::new(), 0usize);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| TooLarge::CutOff)?.into_data() else { continue };
        size = size.saturating_add(data.len());
        if size > MAX_DISCARDED {
            return Err(TooLarge::Yes);
        }
        if size <= limit {
            all.extend_from_slice(&data);
        }
    }
    if size > limit { Err(TooLarge::Yes) } else { Ok(all.freeze()) }
}

/// Reads what nobody wants, so that the connection can be used again.
async fn discard(body: Incoming) {
    let _unwanted = whole(body, 0).await;
}

/// Why a body is not there.
enum TooLarge {
    Yes,
    CutOff,
}

fn header<'r, B>(request: &'r Request<B>, name: &str) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}
