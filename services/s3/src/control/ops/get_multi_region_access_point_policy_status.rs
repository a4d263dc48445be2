//! GetMultiRegionAccessPointPolicyStatus: whether the policy that holds lets everybody in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetMultiRegionAccessPointPolicyStatus.html>

use gen_s3control::{
    GetMultiRegionAccessPointPolicyStatusInput, GetMultiRegionAccessPointPolicyStatusOutput,
    PolicyStatus,
};
use kernel::{ApiResult, Cx};

use crate::mrap;

pub(crate) async fn get_multi_region_access_point_policy_status(
    cx: &mut Cx<'_>,
    input: &GetMultiRegionAccessPointPolicyStatusInput,
) -> ApiResult<GetMultiRegionAccessPointPolicyStatusOutput> {
    let mrap = mrap::own(cx, &input.name).await?;
    let status = PolicyStatus { is_public: Some(mrap.policy_is_public) };
    Ok(GetMultiRegionAccessPointPolicyStatusOutput { established: Some(status) })
}
