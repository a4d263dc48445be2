//! PutAccessPointPolicy: who may do what through an access point. The bucket has to allow it as well.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessPointPolicy.html>

use std::sync::Arc;

use gen_s3control::PutAccessPointPolicyInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::access_point::{self, AccessPoint};
use crate::bucket_policy::{self, Scope};
use crate::{access_point_name, account_block, policy_principals, public_access, refusals};

pub(crate) async fn put_access_point_policy(
    cx: &mut Cx<'_>,
    input: &PutAccessPointPolicyInput,
) -> ApiResult<Empty> {
    access_point_name::check(&input.name)?;
    let point = access_point::own(cx, &input.name).await?;
    let arn = point.arn();
    let document = bucket_policy::parse(&input.policy, &Scope::of_access_point(arn.clone()))?;
    policy_principals::exist(cx, &document).await?;
    // Whom the network lets in is fixed, whatever the policy says.
    let public = point.vpc.is_none() && public_access::is_public(&document);
    let of_account = account_block::of_account(cx, point.account).await?.unwrap_or_default();
    if public && point.block.and(of_account).block_policy {
        let who = cx.caller().arn(cx.region());
        let (action, what) = ("s3:PutAccessPointPolicy", "public policies");
        return Err(refusals::blocked_public(&who, action, &arn, what, "BlockPublicPolicy"));
    }
    let changed = AccessPoint {
        policy: Some(input.policy.clone()),
        policy_is_public: public,
        ..Arc::unwrap_or_clone(point)
    };
    access_point::save(cx, &changed);
    Ok(Empty::default())
}
