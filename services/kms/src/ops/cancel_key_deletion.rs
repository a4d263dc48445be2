//! CancelKeyDeletion.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html>

use gen_kms::{CancelKeyDeletionInput, CancelKeyDeletionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn cancel_key_deletion(
    _cx: &mut Cx<'_>,
    _input: &CancelKeyDeletionInput,
) -> ApiResult<CancelKeyDeletionOutput> {
    Err(ApiError::not_implemented("kms:CancelKeyDeletion"))
}
