//! GetAccessPointPolicyStatus: whether the policy lets everybody in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicyStatus.html>

use gen_s3control::{
    GetAccessPointPolicyStatusInput, GetAccessPointPolicyStatusOutput, PolicyStatus,
};
use kernel::{ApiResult, Cx};

use crate::{access_point, access_point_name, control_errors};

pub(crate) async fn get_access_point_policy_status(
    cx: &mut Cx<'_>,
    input: &GetAccessPointPolicyStatusInput,
) -> ApiResult<GetAccessPointPolicyStatusOutput> {
    access_point_name::check(&input.name)?;
    let point = access_point::own(cx, &input.name).await?;
    if point.policy.is_none() {
        return Err(control_errors::no_such_access_point_policy(&input.name));
    }
    let status = PolicyStatus { is_public: Some(point.policy_is_public) };
    Ok(GetAccessPointPolicyStatusOutput { policy_status: Some(status) })
}
