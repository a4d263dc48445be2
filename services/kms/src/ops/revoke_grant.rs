//! RevokeGrant.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html>

use gen_kms::{RevokeGrantInput, RevokeGrantOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn revoke_grant(
    _cx: &mut Cx<'_>,
    _input: &RevokeGrantInput,
) -> ApiResult<RevokeGrantOutput> {
    Err(ApiError::not_implemented("kms:RevokeGrant"))
}
