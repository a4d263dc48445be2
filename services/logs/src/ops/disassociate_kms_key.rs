//! DisassociateKmsKey: events that come in from now on are sealed by the installation's own key. Earlier ones still
//! need theirs.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html>

use gen_logs::{DisassociateKmsKeyInput, DisassociateKmsKeyOutput};
use kernel::{ApiResult, Cx};

use crate::group::{self, Group};

pub(crate) async fn disassociate_kms_key(
    cx: &mut Cx<'_>,
    input: &DisassociateKmsKeyInput,
) -> ApiResult<DisassociateKmsKeyOutput> {
    let (name, resource) = (input.log_group_name.as_deref(), input.resource_identifier.as_deref());
    let group = group::of_kms_request(cx, name, resource).await?;
    group::save(cx, &Group { encryption: None, ..group.as_ref().clone() });
    Ok(DisassociateKmsKeyOutput::default())
}
