//! EnableKeyRotation.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html>

use gen_kms::{EnableKeyRotationInput, EnableKeyRotationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_key_rotation(
    _cx: &mut Cx<'_>,
    _input: &EnableKeyRotationInput,
) -> ApiResult<EnableKeyRotationOutput> {
    Err(ApiError::not_implemented("kms:EnableKeyRotation"))
}
