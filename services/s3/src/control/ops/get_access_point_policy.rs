//! GetAccessPointPolicy: the policy as it was put.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicy.html>

use gen_s3control::{GetAccessPointPolicyInput, GetAccessPointPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{access_point, access_point_name, control_errors};

pub(crate) async fn get_access_point_policy(
    cx: &mut Cx<'_>,
    input: &GetAccessPointPolicyInput,
) -> ApiResult<GetAccessPointPolicyOutput> {
    access_point_name::check(&input.name)?;
    let point = access_point::own(cx, &input.name).await?;
    let policy = point.policy.clone();
    let policy = policy.ok_or_else(|| control_errors::no_such_access_point_policy(&input.name))?;
    Ok(GetAccessPointPolicyOutput { policy: Some(policy) })
}
