//! DeleteAccessPointPolicyForObjectLambda: from then on identities' own policies decide alone, within the account.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPointPolicyForObjectLambda.html>

use std::sync::Arc;

use gen_s3control::DeleteAccessPointPolicyForObjectLambdaInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::object_lambda::{self, LambdaPoint};

pub(crate) async fn delete_access_point_policy_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &DeleteAccessPointPolicyForObjectLambdaInput,
) -> ApiResult<Empty> {
    let point = object_lambda::own(cx, &input.name).await?;
    let changed = LambdaPoint { policy: None, ..Arc::unwrap_or_clone(point) };
    object_lambda::save(cx, &changed);
    Ok(Empty::default())
}
