//! GetAccessGrantsInstance: the account's instance in this region.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessGrantsInstance.html>

use gen_s3control::{GetAccessGrantsInstanceInput, GetAccessGrantsInstanceOutput};
use kernel::{ApiResult, Cx};

use crate::grants;

pub(crate) async fn get_access_grants_instance(
    cx: &mut Cx<'_>,
    _: &GetAccessGrantsInstanceInput,
) -> ApiResult<GetAccessGrantsInstanceOutput> {
    let instance = grants::instance(cx).await?;
    Ok(GetAccessGrantsInstanceOutput {
        access_grants_instance_arn: Some(grants::arn_here(cx, "")),
        access_grants_instance_id: Some(grants::DEFAULT.to_owned()),
        created_at: Some(instance.created),
        ..GetAccessGrantsInstanceOutput::default()
    })
}
