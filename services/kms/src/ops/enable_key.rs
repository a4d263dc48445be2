//! EnableKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html>

use gen_kms::{EnableKeyInput, EnableKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_key(
    _cx: &mut Cx<'_>,
    _input: &EnableKeyInput,
) -> ApiResult<EnableKeyOutput> {
    Err(ApiError::not_implemented("kms:EnableKey"))
}
