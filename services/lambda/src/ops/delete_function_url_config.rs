//! DeleteFunctionUrlConfig: takes an address away, for good: another one has another id.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html>

use gen_lambda::DeleteFunctionUrlConfigRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::function_name::Target;
use crate::tables::URLS;
use crate::{errors, function_url};

pub(crate) async fn delete_function_url_config(
    cx: &mut Cx<'_>,
    input: &DeleteFunctionUrlConfigRequest,
) -> ApiResult<Empty> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let alias = function_url::alias_of(&target);
    let found = cx.get(&URLS, &(target.name.clone(), alias.clone())).await?;
    let url = found.ok_or_else(errors::no_such_resource)?;
    function_url::remove(cx, &target.name, &alias, &url);
    Ok(Empty::default())
}
