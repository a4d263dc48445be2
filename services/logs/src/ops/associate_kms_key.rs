//! AssociateKmsKey: events that come in from now on are sealed under the key; earlier ones stay as they are.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html>

use gen_logs::{AssociateKmsKeyInput, AssociateKmsKeyOutput};
use kernel::{ApiResult, Cx};

use crate::{group, vault};

pub(crate) async fn associate_kms_key(
    cx: &mut Cx<'_>,
    input: &AssociateKmsKeyInput,
) -> ApiResult<AssociateKmsKeyOutput> {
    let (name, resource) = (input.log_group_name.as_deref(), input.resource_identifier.as_deref());
    let group = group::of_kms_request(cx, name, resource).await?;
    let mut group = group.as_ref().clone();
    vault::associate(cx, &mut group, &input.kms_key_id).await?;
    group::save(cx, &group);
    Ok(AssociateKmsKeyOutput::default())
}
