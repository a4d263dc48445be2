//! RetireGrant.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html>

use gen_kms::{RetireGrantInput, RetireGrantOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn retire_grant(
    _cx: &mut Cx<'_>,
    _input: &RetireGrantInput,
) -> ApiResult<RetireGrantOutput> {
    Err(ApiError::not_implemented("kms:RetireGrant"))
}
