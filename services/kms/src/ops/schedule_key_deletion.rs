//! ScheduleKeyDeletion.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html>

use gen_kms::{ScheduleKeyDeletionInput, ScheduleKeyDeletionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn schedule_key_deletion(
    _cx: &mut Cx<'_>,
    _input: &ScheduleKeyDeletionInput,
) -> ApiResult<ScheduleKeyDeletionOutput> {
    Err(ApiError::not_implemented("kms:ScheduleKeyDeletion"))
}
