//! GetFunctionRecursionConfig: whether loops through a function are ended.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionRecursionConfig.html>

use gen_lambda::{GetFunctionRecursionConfigRequest, GetFunctionRecursionConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::resolve;

pub(crate) async fn get_function_recursion_config(
    cx: &mut Cx<'_>,
    input: &GetFunctionRecursionConfigRequest,
) -> ApiResult<GetFunctionRecursionConfigResponse> {
    let name = Target::unqualified(cx, &input.function_name)?.name;
    let function = resolve::function(cx, &name).await?;
    let loops = if function.allow_loops { "Allow" } else { "Terminate" };
    Ok(GetFunctionRecursionConfigResponse { recursive_loop: Some(loops.to_owned()) })
}
