//! DeleteAccessGrantsInstanceResourcePolicy: from here on the instance is the account's alone.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessGrantsInstanceResourcePolicy.html>

use gen_s3control::DeleteAccessGrantsInstanceResourcePolicyInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::grants::{self, Instance};
use crate::tables::ACCESS_GRANTS_INSTANCES;

pub(crate) async fn delete_access_grants_instance_resource_policy(
    cx: &mut Cx<'_>,
    _: &DeleteAccessGrantsInstanceResourcePolicyInput,
) -> ApiResult<Empty> {
    let instance = grants::instance(cx).await?;
    let place = grants::place(cx);
    cx.put(&ACCESS_GRANTS_INSTANCES, &place, &Instance { policy: None, ..instance });
    Ok(Empty::default())
}
