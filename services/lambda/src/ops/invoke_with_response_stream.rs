//! InvokeWithResponseStream: calls a function whose answer comes in pieces, as events.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html>

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use functions::{Outcome, Streamed};
use futures_core::Stream;
use gen_lambda::{
    InvokeResponseStreamUpdate, InvokeWithResponseStreamCompleteEvent,
    InvokeWithResponseStreamRequest, InvokeWithResponseStreamResponse,
    InvokeWithResponseStreamResponseEvent,
};
use kernel::{ApiError, ApiResult, WaitCx};
use schema::{Event, EventStream};

use crate::invocation::{self, Given};

pub(crate) async fn invoke_with_response_stream(
    wx: &mut WaitCx<'_>,
    input: InvokeWithResponseStreamRequest,
) -> ApiResult<InvokeWithResponseStreamResponse> {
    if input.tenant_id.is_some() {
        return Err(ApiError::not_implemented("lambda:InvokeWithResponseStream with a tenant"));
    }
    let given = Given {
        function: &input.function_name,
        qualifier: input.qualifier.as_deref(),
        payload: input.payload.as_ref(),
        client_context: input.client_context.as_deref(),
        log_type: input.log_type.as_deref(),
    };
    if input.invocation_type.as_deref() == Some("DryRun") {
        given.checked(wx).await?;
        let status_code = Some(204);
        return Ok(InvokeWithResponseStreamResponse { status_code, ..Default::default() });
    }
    let ready = given.ready(wx).await?;
    let size = ready.invocation.payload.len();
    let streamed = ready.functions.invoke_streaming(&ready.spec, ready.invocation).await;
    let streamed = streamed.map_err(|error| invocation::refused(error, size))?;
    Ok(InvokeWithResponseStreamResponse {
        status_code: Some(200),
        executed_version: Some(streamed.version.clone()),
        event_stream: Some(EventStream::new(Pieces { streamed, done: false })),
        response_stream_content_type: Some("application/vnd.amazon.eventstream".to_owned()),
    })
}

/// The pieces as events, and how it ended.
struct Pieces {
    streamed: Streamed,
    done: bool,
}

impl Stream for Pieces {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        if self.done {
            return Poll::Ready(None);
        }
        if let Some(payload) = ready!(self.streamed.pieces.poll_recv(context)) {
            let update = InvokeResponseStreamUpdate { payload: Some(payload) };
            let event = InvokeWithResponseStreamResponseEvent::PayloadChunk(update);
            return Poll::Ready(Some(Ok(Box::new(event))));
        }
        let ended = ready!(Pin::new(&mut self.streamed.ended).poll(context));
        self.done = true;
        let mut complete = InvokeWithResponseStreamCompleteEvent::default();
        match ended {
            Ok(invoked) => {
                complete.log_result = invocation::tail(invoked.log_tail);
                if let Outcome::FunctionError { kind, payload } = invoked.outcome {
                    complete.error_code = Some(kind.to_owned());
                    complete.error_details = Some(String::from_utf8_lossy(&payload).into_owned());
                }
            }
            Err(_) => complete.error_code = Some("ServiceException".to_owned()),
        }
        let event = InvokeWithResponseStreamResponseEvent::InvokeComplete(complete);
        Poll::Ready(Some(Ok(Box::new(event))))
    }
}
