//! InvokeAsync: the older way of handing an event over.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html>

use std::future::poll_fn;

use bytes::BytesMut;
use gen_lambda::{InvokeAsyncRequest, InvokeAsyncResponse};
use kernel::{ApiResult, WaitCx, transact};
use schema::ByteStream;

use crate::events::{Event, enqueue};
use crate::invocation::{self, Given};
use crate::errors;

/// More than any event may be; what is larger is refused by its size.
const MAX_READ: usize = 2 << 20;

pub(crate) async fn invoke_async(
    wx: &mut WaitCx<'_>,
    input: InvokeAsyncRequest,
) -> ApiResult<InvokeAsyncResponse> {
    let payload = whole(&input.invoke_args).await?.freeze();
    let given = Given {
        function: &input.function_name,
        qualifier: None,
        payload: Some(&payload),
        client_context: None,
        log_type: None,
    };
    let found = given.checked(wx).await?;
    let payload = invocation::event(given.payload)?;
    transact!(wx, cx => {
        let event = Event {
            function: &found.function.name,
            qualifier: found.qualifier.as_ref(),
            payload: &payload,
            client_context: None,
        };
        enqueue(cx, &event).await
    })?;
    Ok(InvokeAsyncResponse { status: Some(202) })
}

async fn whole(body: &ByteStream) -> ApiResult<BytesMut> {
    let mut all = BytesMut::new();
    let Some(mut stream) = body.take() else { return Ok(all) };
    while let Some(piece) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        let piece = piece.map_err(|error| errors::bad_request_content(error.to_string()))?;
        if all.len() + piece.len() > MAX_READ {
            return Err(errors::payload_too_large(all.len() + piece.len()));
        }
        all.extend_from_slice(&piece);
    }
    Ok(all)
}
