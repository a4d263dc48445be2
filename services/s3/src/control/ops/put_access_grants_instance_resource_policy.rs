//! PutAccessGrantsInstanceResourcePolicy: which other accounts may use the instance.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessGrantsInstanceResourcePolicy.html>

use gen_s3control::{
    PutAccessGrantsInstanceResourcePolicyInput, PutAccessGrantsInstanceResourcePolicyOutput,
};
use kernel::{ApiResult, Cx};
use policy::{Kind, PolicyDocument, validate};

use crate::grants::{self, Instance, InstancePolicy, errors};
use crate::tables::ACCESS_GRANTS_INSTANCES;

pub(crate) async fn put_access_grants_instance_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutAccessGrantsInstanceResourcePolicyInput,
) -> ApiResult<PutAccessGrantsInstanceResourcePolicyOutput> {
    let instance = grants::instance(cx).await?;
    let document = PolicyDocument::parse_within(&input.policy, Kind::Bucket.limits());
    document
        .and_then(|document| validate(&document, Kind::Bucket))
        .map_err(|_| errors::invalid_policy())?;
    let policy = InstancePolicy {
        text: input.policy.clone(),
        organization: input.organization.clone(),
        created: cx.now(),
    };
    let output = PutAccessGrantsInstanceResourcePolicyOutput {
        policy: Some(policy.text.clone()),
        organization: policy.organization.clone(),
        created_at: Some(policy.created),
    };
    let place = grants::place(cx);
    cx.put(&ACCESS_GRANTS_INSTANCES, &place, &Instance { policy: Some(policy), ..instance });
    Ok(output)
}
