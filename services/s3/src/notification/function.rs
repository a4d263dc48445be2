//! Brings events to functions: asynchronous invocations by S3 itself, which the function's policy has to let in, when the
//! configuration is put and at each event.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html>

use std::sync::Arc;

use gen_lambda::operations::{GetPolicy, Invoke};
use gen_lambda::{GetPolicyRequest, InvocationRequest};
use kernel::{AccountId, ApiError, ApiResult, Arn, Caller, Cx, Job, ServiceAsks, WaitCx};
use tracing::debug;

use super::deliver::{Delivery, place};

/// Calls one function for one event.
static CALL: Job<Delivery> = Job::new("s3.notify-function");

pub(super) async fn call_later(cx: &mut Cx<'_>, delivery: &Delivery) -> ApiResult<()> {
    let (key, now) = (cx.next_sequence().to_string(), cx.now());
    cx.schedule(&CALL, &key, now, delivery).await
}

/// The job: a function that is gone, or does not let S3 call it any more, is told nothing.
pub(crate) async fn call(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let Delivery { to, bucket_arn, bucket_owner, body, trace } = CALL.payload(raw)?;
    let function: Arn = to.parse().map_err(ApiError::bug)?;
    let allowed = kernel::transact!(
        wx, cx => may_call(cx, &function, &bucket_arn, bucket_owner).await
    )?;
    if !allowed {
        debug!(function = to, "an event is not delivered");
        return Ok(());
    }
    let (account, region) = place(&function)?;
    let caller = Arc::new(Caller::service("s3", account));
    let input = InvocationRequest {
        function_name: to,
        invocation_type: Some("Event".to_owned()),
        payload: Some(body.into()),
        ..InvocationRequest::default()
    };
    let trace = trace.map(Arc::from);
    match wx.kernel().run_in_trace::<Invoke>("s3", &caller, &region, trace, input).await {
        Err(error) if error.status() >= 500 && error.status() != 501 => Err(error),
        Err(error) => {
            debug!(%function, %error, "an event is not delivered");
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// Whether the function is there and its policy lets S3 call it for the bucket.
pub(super) async fn may_call(
    cx: &mut Cx<'_>,
    function: &Arn,
    bucket_arn: &str,
    owner: AccountId,
) -> ApiResult<bool> {
    let Ok((account, region)) = place(function) else { return Ok(false) };
    let input = GetPolicyRequest { function_name: function.to_string(), qualifier: None };
    let found = match cx.call_as_service_in::<GetPolicy>(account, region, input).await {
        Ok(found) => found,
        Err(error) if error.status() < 500 || error.status() == 501 => return Ok(false),
        Err(error) => return Err(error),
    };
    let asks = ServiceAsks {
        principal: "s3.amazonaws.com",
        action: "lambda:InvokeFunction",
        resource: function.as_str(),
        owner: account,
        source_arn: bucket_arn,
        source_account: owner,
        keys: &[],
    };
    Ok(cx.lets_in(found.policy.as_deref(), &asks))
}
