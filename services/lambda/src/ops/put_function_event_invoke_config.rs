//! PutFunctionEventInvokeConfig: how asynchronous invocations are handled, in place of what was said before.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html>

use gen_lambda::{PutFunctionEventInvokeConfigInput, PutFunctionEventInvokeConfigOutput};
use kernel::{ApiResult, Cx};

use crate::events::config::{Config, Given, Place};

pub(crate) async fn put_function_event_invoke_config(
    cx: &mut Cx<'_>,
    input: &PutFunctionEventInvokeConfigInput,
) -> ApiResult<PutFunctionEventInvokeConfigOutput> {
    let given = Given {
        retries: input.maximum_retry_attempts,
        age: input.maximum_event_age_in_seconds,
        destinations: input.destination_config.as_ref(),
    };
    given.check()?;
    let place = Place::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let facts = place.find(cx).await?;
    let config = Config::default().with(cx, &facts, &given).await?;
    place.save(cx, config)
}
