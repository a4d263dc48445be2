//! ReplicateKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html>

use gen_kms::{ReplicateKeyInput, ReplicateKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn replicate_key(
    _cx: &mut Cx<'_>,
    _input: &ReplicateKeyInput,
) -> ApiResult<ReplicateKeyOutput> {
    Err(ApiError::not_implemented("kms:ReplicateKey"))
}
