//! PutMultiRegionAccessPointPolicy: who may do what through it; the buckets have to allow it as well. It holds by and by.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutMultiRegionAccessPointPolicy.html>

use std::sync::Arc;

use gen_s3control::{
    PutMultiRegionAccessPointPolicyRequest, PutMultiRegionAccessPointPolicyResult,
};
use kernel::{ApiResult, Cx};

use crate::bucket_policy::{self, Scope};
use crate::mrap::request::{self, What};
use crate::mrap::{self, Mrap};
use crate::tables::MRAPS;
use crate::{account_block, policy_principals, public_access, refusals};

pub(crate) async fn put_multi_region_access_point_policy(
    cx: &mut Cx<'_>,
    input: &PutMultiRegionAccessPointPolicyRequest,
) -> ApiResult<PutMultiRegionAccessPointPolicyResult> {
    let (token, details) = (input.client_token.as_str(), &input.details);
    let what = What::PutPolicy(details.policy.clone());
    if let Some(arn) = request::again(cx, token, &details.name, &what).await? {
        return Ok(PutMultiRegionAccessPointPolicyResult { request_token_arn: Some(arn) });
    }
    let mrap = mrap::own_ready(cx, &details.name).await?;
    let arn = mrap::arn(cx.partition(), mrap.account, &mrap.alias);
    let document = bucket_policy::parse(&details.policy, &Scope::of_access_point(arn.clone()))?;
    policy_principals::exist(cx, &document).await?;
    let of_account = account_block::of_account(cx, mrap.account).await?.unwrap_or_default();
    if public_access::is_public(&document) && mrap.block.and(of_account).block_policy {
        let who = cx.caller().arn(cx.region());
        let (action, what) = ("s3:PutMultiRegionAccessPointPolicy", "public policies");
        return Err(refusals::blocked_public(&who, action, &arn, what, "BlockPublicPolicy"));
    }
    let key = mrap::key(mrap.account, &mrap.name);
    let proposed = Some(details.policy.clone());
    cx.put(&MRAPS, &key, &Mrap { proposed, ..Arc::unwrap_or_clone(mrap) });
    let arn = request::take(cx, token, &details.name, what).await?;
    Ok(PutMultiRegionAccessPointPolicyResult { request_token_arn: Some(arn) })
}
