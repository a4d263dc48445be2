//! DisableKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html>

use gen_kms::{DisableKeyInput, DisableKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_key(
    _cx: &mut Cx<'_>,
    _input: &DisableKeyInput,
) -> ApiResult<DisableKeyOutput> {
    Err(ApiError::not_implemented("kms:DisableKey"))
}
