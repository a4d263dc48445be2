//! GetKeyRotationStatus.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html>

use gen_kms::{GetKeyRotationStatusInput, GetKeyRotationStatusOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_key_rotation_status(
    _cx: &mut Cx<'_>,
    _input: &GetKeyRotationStatusInput,
) -> ApiResult<GetKeyRotationStatusOutput> {
    Err(ApiError::not_implemented("kms:GetKeyRotationStatus"))
}
