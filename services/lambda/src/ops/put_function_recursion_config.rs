//! PutFunctionRecursionConfig: says whether loops through a function are ended.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionRecursionConfig.html>

use gen_lambda::{PutFunctionRecursionConfigRequest, PutFunctionRecursionConfigResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::resolve;
use crate::tables::FUNCTIONS;

pub(crate) async fn put_function_recursion_config(
    cx: &mut Cx<'_>,
    input: &PutFunctionRecursionConfigRequest,
) -> ApiResult<PutFunctionRecursionConfigResponse> {
    let name = Target::unqualified(cx, &input.function_name)?.name;
    let mut function = resolve::function(cx, &name).await?;
    function.allow_loops = input.recursive_loop == "Allow";
    cx.put(&FUNCTIONS, &name, &function);
    Ok(PutFunctionRecursionConfigResponse { recursive_loop: Some(input.recursive_loop.clone()) })
}
