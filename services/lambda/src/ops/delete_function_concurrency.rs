//! DeleteFunctionConcurrency: gives back what was kept for a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html>

use gen_lambda::DeleteFunctionConcurrencyRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::function_name::Target;
use crate::resolve;
use crate::tables::FUNCTIONS;

pub(crate) async fn delete_function_concurrency(
    cx: &mut Cx<'_>,
    input: &DeleteFunctionConcurrencyRequest,
) -> ApiResult<Empty> {
    let name = Target::unqualified(cx, &input.function_name)?.name;
    let mut function = resolve::function(cx, &name).await?;
    if function.reserved.take().is_some() {
        cx.put(&FUNCTIONS, &name, &function);
    }
    Ok(Empty::default())
}
