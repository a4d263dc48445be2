//! DisableKeyRotation.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html>

use gen_kms::{DisableKeyRotationInput, DisableKeyRotationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_key_rotation(
    _cx: &mut Cx<'_>,
    _input: &DisableKeyRotationInput,
) -> ApiResult<DisableKeyRotationOutput> {
    Err(ApiError::not_implemented("kms:DisableKeyRotation"))
}
