//! CreateAccessGrantsInstance: where the account's grants of this region live; there is one.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessGrantsInstance.html>

use gen_s3control::{CreateAccessGrantsInstanceInput, CreateAccessGrantsInstanceOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::control::tag_changes;
use crate::grants::{self, Instance, errors};
use crate::tables::ACCESS_GRANTS_INSTANCES;

pub(crate) async fn create_access_grants_instance(
    cx: &mut Cx<'_>,
    input: &CreateAccessGrantsInstanceInput,
) -> ApiResult<CreateAccessGrantsInstanceOutput> {
    if input.identity_center_arn.is_some() {
        return Err(ApiError::not_implemented("access grants for users of IAM Identity Center"));
    }
    let tags = tag_changes::check(input.tags.as_deref().unwrap_or_default())?;
    let place = grants::place(cx);
    if cx.has(&ACCESS_GRANTS_INSTANCES, &place).await? {
        return Err(errors::instance_exists());
    }
    let instance = Instance { created: cx.now(), policy: None, tags };
    cx.put(&ACCESS_GRANTS_INSTANCES, &place, &instance);
    Ok(CreateAccessGrantsInstanceOutput {
        created_at: Some(instance.created),
        access_grants_instance_id: Some(grants::DEFAULT.to_owned()),
        access_grants_instance_arn: Some(grants::arn_here(cx, "")),
        ..CreateAccessGrantsInstanceOutput::default()
    })
}
