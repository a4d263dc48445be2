//! GetFunction: a version of a function, and an address where its code can be fetched for a while.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html>

use gen_lambda::{Concurrency, FunctionCodeLocation, GetFunctionRequest, GetFunctionResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::{image, resolve, show, tags};

pub(crate) async fn get_function(
    cx: &mut Cx<'_>,
    input: &GetFunctionRequest,
) -> ApiResult<GetFunctionResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let found = resolve::describe(cx, &target).await?;
    let (function, version) = (&found.function, found.version());
    let shown = show::configuration(cx, &function.name, version, found.qualifier.as_ref()).await?;
    let code = match image::of(cx, version).await? {
        Some(image) => image.location(),
        None => FunctionCodeLocation {
            repository_type: Some("S3".to_owned()),
            location: Some(version.package.address(cx)?),
            ..FunctionCodeLocation::default()
        },
    };
    Ok(GetFunctionResponse {
        configuration: Some(shown),
        code: Some(code),
        tags: Some(tags::shown(&function.tags)).filter(|tags| !tags.is_empty()),
        tags_error: None,
        concurrency: function
            .reserved
            .map(|reserved| Concurrency { reserved_concurrent_executions: Some(reserved) }),
    })
}
