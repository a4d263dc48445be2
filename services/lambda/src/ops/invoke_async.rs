//! InvokeAsync: hands an event over to be dealt with later, as Invoke does with events. It is older, and deprecated.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html>

use bytes::BytesMut;
use gen_lambda::{InvokeAsyncRequest, InvokeAsyncResponse};
use kernel::{ApiError, ApiResult, WaitCx};
use schema::{ByteStream, Bytes};

use crate::errors;
use crate::invocation::Given;
use crate::ops::invoke::later;

pub(crate) async fn invoke_async(
    wx: &mut WaitCx<'_>,
    input: InvokeAsyncRequest,
) -> ApiResult<InvokeAsyncResponse> {
    let payload = whole(&input.invoke_args).await?;
    let given = Given {
        function: &input.function_name,
        qualifier: None,
        payload: Some(&payload),
        client_context: None,
        log_type: None,
    };
    later(wx, &given, None).await?;
    Ok(InvokeAsyncResponse { status: Some(202) })
}

/// The event, up to the size that one may have.
async fn whole(body: &ByteStream) -> ApiResult<Bytes> {
    let Some(mut stream) = body.take() else { return Ok(Bytes::new()) };
    let mut all = BytesMut::new();
    while let Some(piece) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        let piece = piece.map_err(|error| error.downcast().unwrap_or_else(ApiError::bug))?;
        if all.len() + piece.len() > functions::MAX_PAYLOAD {
            return Err(errors::payload_too_large(all.len() + piece.len()));
        }
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}
