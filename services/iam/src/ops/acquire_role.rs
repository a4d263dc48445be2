//! AcquireRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AcquireRole.html>

use gen_iam::{AcquireRoleInput, AcquireRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn acquire_role(
    _cx: &mut Cx<'_>,
    _input: &AcquireRoleInput,
) -> ApiResult<AcquireRoleOutput> {
    Err(ApiError::not_implemented("iam:AcquireRole"))
}
