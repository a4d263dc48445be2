//! GetFunctionEventInvokeConfig: how asynchronous invocations are handled.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html>

use gen_lambda::{GetFunctionEventInvokeConfigInput, GetFunctionEventInvokeConfigOutput};
use kernel::{ApiResult, Cx};

use crate::events::config::Place;

pub(crate) async fn get_function_event_invoke_config(
    cx: &mut Cx<'_>,
    input: &GetFunctionEventInvokeConfigInput,
) -> ApiResult<GetFunctionEventInvokeConfigOutput> {
    let place = Place::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let config = place.config(cx).await?;
    place.show(cx, &config)
}
