//! PutLogGroupDeletionProtection: whether the group and its streams can be deleted.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html>

use gen_logs::{PutLogGroupDeletionProtectionInput, PutLogGroupDeletionProtectionOutput};
use kernel::{ApiResult, Cx};

use crate::group::{self, Group};

pub(crate) async fn put_log_group_deletion_protection(
    cx: &mut Cx<'_>,
    input: &PutLogGroupDeletionProtectionInput,
) -> ApiResult<PutLogGroupDeletionProtectionOutput> {
    let group = group::either(cx, None, Some(&input.log_group_identifier)).await?;
    let protected = input.deletion_protection_enabled;
    group::save(cx, &Group { protected, ..group.as_ref().clone() });
    Ok(PutLogGroupDeletionProtectionOutput::default())
}
