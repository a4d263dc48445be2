//! DeleteAccessPointPolicy: from then on identities' own policies decide alone, within the account.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPointPolicy.html>

use std::sync::Arc;

use gen_s3control::DeleteAccessPointPolicyInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::access_point::{self, AccessPoint};
use crate::access_point_name;

pub(crate) async fn delete_access_point_policy(
    cx: &mut Cx<'_>,
    input: &DeleteAccessPointPolicyInput,
) -> ApiResult<Empty> {
    access_point_name::check(&input.name)?;
    let point = access_point::own(cx, &input.name).await?;
    let changed =
        AccessPoint { policy: None, policy_is_public: false, ..Arc::unwrap_or_clone(point) };
    access_point::save(cx, &changed);
    Ok(Empty::default())
}
