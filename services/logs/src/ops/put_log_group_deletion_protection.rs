//! PutLogGroupDeletionProtection.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutLogGroupDeletionProtection.html>

use gen_logs::{PutLogGroupDeletionProtectionInput, PutLogGroupDeletionProtectionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_log_group_deletion_protection(
    _cx: &mut Cx<'_>,
    _input: &PutLogGroupDeletionProtectionInput,
) -> ApiResult<PutLogGroupDeletionProtectionOutput> {
    Err(ApiError::not_implemented("logs:PutLogGroupDeletionProtection"))
}
