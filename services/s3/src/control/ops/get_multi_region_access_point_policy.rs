//! GetMultiRegionAccessPointPolicy: the policy that holds, and the one that was last asked for.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetMultiRegionAccessPointPolicy.html>

use gen_s3control::{
    EstablishedMultiRegionAccessPointPolicy, GetMultiRegionAccessPointPolicyInput,
    GetMultiRegionAccessPointPolicyOutput, MultiRegionAccessPointPolicyDocument,
    ProposedMultiRegionAccessPointPolicy,
};
use kernel::{ApiResult, Cx};

use crate::mrap;

pub(crate) async fn get_multi_region_access_point_policy(
    cx: &mut Cx<'_>,
    input: &GetMultiRegionAccessPointPolicyInput,
) -> ApiResult<GetMultiRegionAccessPointPolicyOutput> {
    let mrap = mrap::own(cx, &input.name).await?;
    let established = mrap.policy.clone();
    let proposed = mrap.proposed.clone();
    Ok(GetMultiRegionAccessPointPolicyOutput {
        policy: Some(MultiRegionAccessPointPolicyDocument {
            established: established
                .map(|text| EstablishedMultiRegionAccessPointPolicy { policy: Some(text) }),
            proposed: proposed
                .map(|text| ProposedMultiRegionAccessPointPolicy { policy: Some(text) }),
        }),
    })
}
