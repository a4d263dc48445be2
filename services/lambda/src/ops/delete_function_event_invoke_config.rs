//! DeleteFunctionEventInvokeConfig: asynchronous invocations are handled by the defaults again.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html>

use gen_lambda::{DeleteFunctionEventInvokeConfigInput, DeleteFunctionEventInvokeConfigOutput};
use kernel::{ApiResult, Cx};

use crate::events::config::Place;
use crate::events::tables::CONFIGS;

pub(crate) async fn delete_function_event_invoke_config(
    cx: &mut Cx<'_>,
    input: &DeleteFunctionEventInvokeConfigInput,
) -> ApiResult<DeleteFunctionEventInvokeConfigOutput> {
    let place = Place::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    place.config(cx).await?;
    cx.delete(&CONFIGS, &place.key());
    Ok(DeleteFunctionEventInvokeConfigOutput::default())
}
