//! PutAccessPointPolicyForObjectLambda: who may do what through it. One that lets everybody in is refused.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessPointPolicyForObjectLambda.html>

use std::sync::Arc;

use gen_s3control::PutAccessPointPolicyForObjectLambdaInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket_policy::{self, Scope};
use crate::object_lambda::{self, LambdaPoint};
use crate::{policy_principals, public_access, refusals};

pub(crate) async fn put_access_point_policy_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &PutAccessPointPolicyForObjectLambdaInput,
) -> ApiResult<Empty> {
    let point = object_lambda::own(cx, &input.name).await?;
    let arn = point.arn();
    let document = bucket_policy::parse(&input.policy, &Scope::of_object_lambda(arn.clone()))?;
    policy_principals::exist(cx, &document).await?;
    if public_access::is_public(&document) {
        let who = cx.caller().arn(cx.region());
        let (action, what) = ("s3:PutAccessPointPolicyForObjectLambda", "public policies");
        return Err(refusals::blocked_public(&who, action, &arn, what, "BlockPublicPolicy"));
    }
    let policy = Some(input.policy.clone());
    let changed = LambdaPoint { policy, ..Arc::unwrap_or_clone(point) };
    object_lambda::save(cx, &changed);
    Ok(Empty::default())
}
