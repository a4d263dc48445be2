//! GetAccessGrantsInstanceResourcePolicy: the instance's policy, as it was given.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessGrantsInstanceResourcePolicy.html>

use gen_s3control::{
    GetAccessGrantsInstanceResourcePolicyInput, GetAccessGrantsInstanceResourcePolicyOutput,
};
use kernel::{ApiResult, Cx};

use crate::grants::{self, errors};

pub(crate) async fn get_access_grants_instance_resource_policy(
    cx: &mut Cx<'_>,
    _: &GetAccessGrantsInstanceResourcePolicyInput,
) -> ApiResult<GetAccessGrantsInstanceResourcePolicyOutput> {
    let policy = grants::instance(cx).await?.policy.ok_or_else(errors::no_policy)?;
    Ok(GetAccessGrantsInstanceResourcePolicyOutput {
        policy: Some(policy.text),
        organization: policy.organization,
        created_at: Some(policy.created),
    })
}
