//! DeleteRetentionPolicy: events are kept for ever from now on.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html>

use gen_logs::{DeleteRetentionPolicyInput, DeleteRetentionPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::group::{self, Group};
use crate::retention;

pub(crate) async fn delete_retention_policy(
    cx: &mut Cx<'_>,
    input: &DeleteRetentionPolicyInput,
) -> ApiResult<DeleteRetentionPolicyOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    retention::unwatch(cx, &group.name).await?;
    group::save(cx, &Group { retention: None, ..group.as_ref().clone() });
    Ok(DeleteRetentionPolicyOutput::default())
}
