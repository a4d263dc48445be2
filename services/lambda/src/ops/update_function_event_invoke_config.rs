//! UpdateFunctionEventInvokeConfig: changes what it names of how asynchronous invocations are handled.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html>

use gen_lambda::{UpdateFunctionEventInvokeConfigInput, UpdateFunctionEventInvokeConfigOutput};
use kernel::{ApiResult, Cx};

use crate::events::config::{Given, Place};

pub(crate) async fn update_function_event_invoke_config(
    cx: &mut Cx<'_>,
    input: &UpdateFunctionEventInvokeConfigInput,
) -> ApiResult<UpdateFunctionEventInvokeConfigOutput> {
    let given = Given {
        retries: input.maximum_retry_attempts,
        age: input.maximum_event_age_in_seconds,
        destinations: input.destination_config.as_ref(),
    };
    given.check()?;
    let place = Place::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let facts = place.find(cx).await?;
    let config = place.config(cx).await?.with(cx, &facts, &given).await?;
    place.save(cx, config)
}
