//! A call of a function as a request gives it: its event and context checked, what came of it in Lambda's words.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use functions::{FunctionSpec, Functions, Invocation, InvokeError, MAX_PAYLOAD};
use kernel::{ApiError, ApiResult, WaitCx, transact};
use serde::de::IgnoredAny;

use crate::durable_config::Durable;
use crate::function::State;
use crate::function_name::Target;
use crate::resolve::Resolved;
use crate::{errors, lineage, spec};

/// What a request says of a call.
pub(crate) struct Given<'a> {
    pub(crate) function: &'a str,
    pub(crate) qualifier: Option<&'a str>,
    pub(crate) payload: Option<&'a Bytes>,
    pub(crate) client_context: Option<&'a str>,
    pub(crate) log_type: Option<&'a str>,
}

/// A call that can be made.
pub(crate) struct Ready {
    pub(crate) functions: Arc<Functions>,
    pub(crate) spec: Arc<FunctionSpec>,
    pub(crate) invocation: Invocation,
}

/// A call as far as it is known what to do with it.
pub(crate) enum Prepared {
    Ready(Ready),
    /// An execution of this function is to be begun.
    Durable(Box<Resolved>, Durable),
}

impl Given<'_> {
    /// Finds the function, which must be an ordinary one, and checks what it is called with.
    pub(crate) async fn ready(&self, wx: &mut WaitCx<'_>) -> ApiResult<Ready> {
        match self.prepared(wx).await? {
            Prepared::Ready(ready) => Ok(ready),
            Prepared::Durable(..) => Err(errors::durable_elsewhere()),
        }
    }

    /// Finds the function and checks what it is called with.
    pub(crate) async fn prepared(&self, wx: &mut WaitCx<'_>) -> ApiResult<Prepared> {
        let functions = plane(wx)?;
        let target = transact!(wx, cx => Target::parse(cx, self.function, self.qualifier))?;
        let payload = event(self.payload)?;
        let (found, spec) = spec::ready(wx, &functions, &target).await?;
        require_active(&found)?;
        if let Some(durable) = found.version().settings.durable.clone() {
            return Ok(Prepared::Durable(Box::new(found), durable));
        }
        let arn = transact!(wx, cx => found.arn(cx))?;
        let call = wx.call_facts();
        let trace = lineage::enter(wx, &found, &spec.arn, call.trace.as_deref())?;
        let invocation = Invocation {
            request_id: call.request_id.clone(),
            arn,
            payload,
            client_context: self.client_context.map(context).transpose()?,
            trace: Some(trace),
            tail: self.log_type == Some("Tail"),
        };
        Ok(Prepared::Ready(Ready { functions, spec, invocation }))
    }

    /// Checks everything, and gives what would be called.
    pub(crate) async fn checked(&self, wx: &mut WaitCx<'_>) -> ApiResult<Resolved> {
        transact!(wx, cx => {
            match Target::parse(cx, self.function, self.qualifier) {
                Ok(target) => crate::resolve::resolve(cx, &target).await,
                Err(error) => Err(error),
            }
        })
    }
}

/// Fails while a version is being made.
pub(crate) fn require_active(found: &Resolved) -> ApiResult<()> {
    match found.version().state {
        State::Pending => Err(errors::still_pending()),
        State::Active => Ok(()),
    }
}

/// What runs functions in this cloud.
pub(crate) fn plane(wx: &WaitCx<'_>) -> ApiResult<Arc<Functions>> {
    let found = wx.kernel().plane::<Functions>();
    found.ok_or_else(|| ApiError::not_implemented("running functions in this embedded cloud"))
}

/// The event as JSON; none at all counts as an empty object.
pub(crate) fn event(given: Option<&Bytes>) -> ApiResult<Bytes> {
    let payload = given.filter(|payload| !payload.is_empty());
    let Some(payload) = payload else { return Ok(Bytes::from_static(b"{}")) };
    if payload.len() > MAX_PAYLOAD {
        return Err(errors::payload_too_large(payload.len()));
    }
    match serde_json::from_slice::<IgnoredAny>(payload) {
        Ok(_) if std::str::from_utf8(payload).is_ok() => Ok(payload.clone()),
        Ok(_) => Err(errors::no_json(payload, 0)),
        Err(error) => Err(errors::no_json(payload, error.column())),
    }
}

/// The client context, out of its base64.
pub(crate) fn context(given: &str) -> ApiResult<String> {
    let bad = || {
        errors::bad_request_content("Client context must be a valid Base64-encoded JSON object.")
    };
    let bytes = STANDARD.decode(given).map_err(|_| bad())?;
    serde_json::from_slice::<IgnoredAny>(&bytes).map_err(|_| bad())?;
    String::from_utf8(bytes).map_err(|_| bad())
}

/// Why a call did not reach the function.
pub(crate) fn refused(error: InvokeError, size: usize) -> ApiError {
    match error {
        InvokeError::Throttled(reason) => errors::throttled(reason.as_str()),
        InvokeError::PayloadTooLarge => errors::payload_too_large(size),
        InvokeError::Missing(what) => errors::cannot_run(what),
        InvokeError::Role(what) => ApiError::new("AccessDeniedException", 403, what),
        InvokeError::System(what) => errors::service_failure(what),
        InvokeError::Stopping => errors::service_failure(error.to_string()),
    }
}

/// The log's tail, as a header.
pub(crate) fn tail(tail: Option<Vec<u8>>) -> Option<String> {
    tail.map(|tail| STANDARD.encode(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_json() {
        let read = |text: &'static [u8]| event(Some(&Bytes::from_static(text)));
        assert_eq!(event(None).ok().as_deref(), Some(&b"{}"[..]));
        assert_eq!(read(b"").ok().as_deref(), Some(&b"{}"[..]));
        assert_eq!(read(b" [1]").ok().as_deref(), Some(&b" [1]"[..]));
        let words =
            |text| read(text).expect_err("no JSON").message().unwrap_or_default().to_owned();
        let source = "\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: ";
        let start = "Could not parse request body into json: Could not parse payload into json: ";
        assert_eq!(words(b"n\x87r"), format!("{start}Invalid UTF-8 start byte 0x87{source}3]"));
        assert_eq!(
            words(b"\x99\xeb"),
            format!(
                "{start}Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, \
                 Object or token 'null', 'true' or 'false'){source}1]"
            )
        );
        assert!(words(b"{").starts_with(start));
        let large = Bytes::from(vec![b' '; MAX_PAYLOAD + 1]);
        let error = event(Some(&large)).expect_err("too large");
        assert_eq!((error.code(), error.status()), ("RequestTooLargeException", 413));
    }

    #[test]
    fn contexts_are_json_in_base64() {
        assert_eq!(context(&STANDARD.encode(r#"{"a":1}"#)).ok().as_deref(), Some(r#"{"a":1}"#));
        assert!(context("{}").is_err() && context(&STANDARD.encode("x")).is_err());
    }
}
