//! ListKeyRotations.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html>

use gen_kms::{ListKeyRotationsInput, ListKeyRotationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_key_rotations(
    _cx: &mut Cx<'_>,
    _input: &ListKeyRotationsInput,
) -> ApiResult<ListKeyRotationsOutput> {
    Err(ApiError::not_implemented("kms:ListKeyRotations"))
}
