//! GetPolicy: the policy of a function, a version or an alias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html>

use gen_lambda::{GetPolicyRequest, GetPolicyResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::{errors, permission};

pub(crate) async fn get_policy(
    cx: &mut Cx<'_>,
    input: &GetPolicyRequest,
) -> ApiResult<GetPolicyResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    let policy = permission::policy(cx, &target).await?.ok_or_else(errors::no_such_resource)?;
    Ok(GetPolicyResponse { policy: Some(policy.text), revision_id: Some(policy.revision) })
}
