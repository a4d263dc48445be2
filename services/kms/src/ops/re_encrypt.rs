//! ReEncrypt.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html>

use gen_kms::{ReEncryptInput, ReEncryptOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn re_encrypt(
    _cx: &mut Cx<'_>,
    _input: &ReEncryptInput,
) -> ApiResult<ReEncryptOutput> {
    Err(ApiError::not_implemented("kms:ReEncrypt"))
}
