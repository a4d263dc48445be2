//! GetFunctionConfiguration: what a version of a function runs with.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html>

use gen_lambda::{FunctionConfiguration, GetFunctionConfigurationRequest};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::{resolve, show};

pub(crate) async fn get_function_configuration(
    cx: &mut Cx<'_>,
    input: &GetFunctionConfigurationRequest,
) -> ApiResult<FunctionConfiguration> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = resolve::describe(cx, &target).await?;
    show::configuration(cx, &found.function.name, found.version(), found.qualifier.as_ref()).await
}
