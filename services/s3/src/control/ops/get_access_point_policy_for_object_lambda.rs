//! GetAccessPointPolicyForObjectLambda: the policy as it was put.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicyForObjectLambda.html>

use gen_s3control::{
    GetAccessPointPolicyForObjectLambdaInput, GetAccessPointPolicyForObjectLambdaOutput,
};
use kernel::{ApiResult, Cx};

use crate::{control_errors, object_lambda};

pub(crate) async fn get_access_point_policy_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &GetAccessPointPolicyForObjectLambdaInput,
) -> ApiResult<GetAccessPointPolicyForObjectLambdaOutput> {
    let point = object_lambda::own(cx, &input.name).await?;
    let policy = point.policy.clone();
    let policy = policy.ok_or_else(|| control_errors::no_such_access_point_policy(&input.name))?;
    Ok(GetAccessPointPolicyForObjectLambdaOutput { policy: Some(policy) })
}
