//! DeleteFunction: a function with all that belongs to it, or one of its published versions.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html>

use gen_lambda::{DeleteFunctionRequest, DeleteFunctionResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::{Qualifier, Target};
use crate::{errors, removal};

pub(crate) async fn delete_function(
    cx: &mut Cx<'_>,
    input: &DeleteFunctionRequest,
) -> ApiResult<DeleteFunctionResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    match &target.qualifier {
        Some(Qualifier::Latest) => return Err(errors::latest_cannot_go()),
        Some(Qualifier::Alias(_)) => return Err(errors::aliases_do_not_go_so()),
        Some(Qualifier::Version(number)) => {
            removal::version(cx, &target.name, *number).await?;
        }
        None | Some(Qualifier::Other(_)) => removal::function(cx, &target.name).await?,
    }
    Ok(DeleteFunctionResponse { status_code: Some(204) })
}
