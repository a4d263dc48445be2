//! PublishVersion: keeps what `$LATEST` is as a numbered version, when anything has changed since the last one.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html>

use gen_lambda::{FunctionConfiguration, PublishVersionRequest};
use kernel::{ApiError, ApiResult, Cx};

use crate::function_name::{Qualifier, Target};
use crate::versions::Published;
use crate::{change, errors, show, versions};

pub(crate) async fn publish_version(
    cx: &mut Cx<'_>,
    input: &PublishVersionRequest,
) -> ApiResult<FunctionConfiguration> {
    if input.publish_to.is_some() {
        return Err(ApiError::not_implemented("lambda: PublishTo"));
    }
    let target = Target::parse(cx, &input.function_name, None)?;
    let mut function = change::begin(cx, &target, input.revision_id.as_deref()).await?;
    let code = &function.latest.package.sha256;
    if let Some(given) =
        input.code_sha256.as_deref().filter(|given| !given.is_empty() && given != code)
    {
        return Err(errors::wrong_code(given, code));
    }
    let description = input.description.as_deref();
    let version = versions::publish(cx, &mut function, description, Published::Alone).await?;
    let qualifier = version.version.map(Qualifier::Version);
    show::configuration(cx, &target.name, &version, qualifier.as_ref()).await
}
