//! PutKeyPolicy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html>

use gen_kms::{PutKeyPolicyInput, PutKeyPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_key_policy(
    _cx: &mut Cx<'_>,
    _input: &PutKeyPolicyInput,
) -> ApiResult<PutKeyPolicyOutput> {
    Err(ApiError::not_implemented("kms:PutKeyPolicy"))
}
