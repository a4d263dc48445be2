//! VerifyMac.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html>

use gen_kms::{VerifyMacInput, VerifyMacOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn verify_mac(
    _cx: &mut Cx<'_>,
    _input: &VerifyMacInput,
) -> ApiResult<VerifyMacOutput> {
    Err(ApiError::not_implemented("kms:VerifyMac"))
}
