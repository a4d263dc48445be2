//! `/_stratus/policy/...`: why a call was allowed or denied, decisions as they are made, and the policy that a
//! principal would need for what it was seen doing.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::Response;
use kernel::{DecisionStream, DecisionView, Kernel};
use serde_json::json;

use super::{Answer, Problem};
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, json};

/// `GET /_stratus/policy/explain/REQUEST-ID`.
pub(super) fn explain(gateway: &Gateway, request_id: &str) -> Answer {
    let found = gateway.kernel.explain_decision(request_id);
    let found = found.ok_or_else(|| {
        let hint = "only the latest decisions are kept (fewest of allowed ones), and calls that need no permission have none";
        Problem(404, format!("no decision on request '{request_id}' is known: {hint}"))
    })?;
    Ok(json(200, &found))
}

/// `GET /_stratus/policy/suggest?principal=ARN`.
pub(super) async fn suggest(gateway: &Gateway, query: &str) -> Answer {
    let Some(principal) = principal_of(query) else {
        return Err(Problem(400, "say whose policy: ?principal=ARN".to_owned()));
    };
    match gateway.kernel.suggest_policy(&principal).await? {
        Some(suggestion) => Ok(json(200, &suggestion)),
        None => Err(Problem(
            404,
            format!("{principal} was not seen doing anything that policies decide"),
        )),
    }
}

/// The ARN in `principal=ARN`.
pub(super) fn principal_of(query: &str) -> Option<String> {
    let principal = query.split('&').find_map(|pair| pair.strip_prefix("principal="));
    principal.filter(|principal| !principal.is_empty()).map(unescaped)
}

/// `GET /_stratus/policy/stream`: server-sent events, one decision each.
pub(super) fn stream(gateway: &Gateway) -> Response<ReplyBody> {
    let events = Events::of(gateway.kernel.clone(), gateway.kernel.decision_stream());
    let mut out = Response::new(ReplyBody::Stream(Box::pin(events), None));
    out.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    out.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out
}

type NextEvent = Pin<Box<dyn Future<Output = Option<(DecisionView, DecisionStream)>> + Send>>;

/// Decisions as events, until the cloud stops.
struct Events {
    kernel: Kernel,
    next: Option<NextEvent>,
}

impl Events {
    fn of(kernel: Kernel, decisions: DecisionStream) -> Events {
        let next = Some(wait(kernel.clone(), decisions));
        Events { kernel, next }
    }
}

fn wait(kernel: Kernel, mut decisions: DecisionStream) -> NextEvent {
    Box::pin(async move {
        tokio::select! {
            next = decisions.next() => next.map(|view| (view, decisions)),
            () = kernel.stopped() => None,
        }
    })
}

impl Stream for Events {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = self.next.as_mut() else { return Poll::Ready(None) };
        match next.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => {
                self.next = None;
                Poll::Ready(None)
            }
            Poll::Ready(Some((view, decisions))) => {
                self.next = Some(wait(self.kernel.clone(), decisions));
                let text = format!("data: {}\n\n", json!(view));
                Poll::Ready(Some(Ok(Bytes::from(text))))
            }
        }
    }
}

/// Percent escapes undone; what is no escape stays.
fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let escape = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let value =
            escape.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        out.push(value.unwrap_or(bytes[at]));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escapes_are_undone() {
        for (text, expected) in [
            ("arn:aws:iam::1:user/a", "arn:aws:iam::1:user/a"),
            ("arn%3Aaws%3aiam", "arn:aws:iam"),
            ("a%2", "a%2"),
            ("%zz%", "%zz%"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }
}
