//! GetAccessPointPolicyStatusForObjectLambda: whether the policy lets everybody in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicyStatusForObjectLambda.html>

use gen_s3control::{
    GetAccessPointPolicyStatusForObjectLambdaInput,
    GetAccessPointPolicyStatusForObjectLambdaOutput, PolicyStatus,
};
use kernel::{ApiResult, Cx};

use crate::bucket_policy::{self, Scope};
use crate::{control_errors, object_lambda, public_access};

pub(crate) async fn get_access_point_policy_status_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &GetAccessPointPolicyStatusForObjectLambdaInput,
) -> ApiResult<GetAccessPointPolicyStatusForObjectLambdaOutput> {
    let point = object_lambda::own(cx, &input.name).await?;
    let Some(policy) = &point.policy else {
        return Err(control_errors::no_such_access_point_policy(&input.name));
    };
    let document = bucket_policy::parse(policy, &Scope::of_object_lambda(point.arn()))?;
    let status = PolicyStatus { is_public: Some(public_access::is_public(&document)) };
    Ok(GetAccessPointPolicyStatusForObjectLambdaOutput { policy_status: Some(status) })
}
