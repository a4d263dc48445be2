//! DeleteFunctionCodeSigningConfig: takes the code signing configuration off a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionCodeSigningConfig.html>

use gen_lambda::DeleteFunctionCodeSigningConfigRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::function_name::Target;
use crate::resolve;
use crate::tables::FUNCTIONS;

pub(crate) async fn delete_function_code_signing_config(
    cx: &mut Cx<'_>,
    input: &DeleteFunctionCodeSigningConfigRequest,
) -> ApiResult<Empty> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let mut function = resolve::function(cx, &target.name).await?;
    if function.signing.take().is_some() {
        cx.put(&FUNCTIONS, &target.name, &function);
    }
    Ok(Empty::default())
}
