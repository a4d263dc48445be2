//! AssumeRole.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_AssumeRole.html>

use gen_sts::{AssumeRoleInput, AssumeRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn assume_role(
    _cx: &mut Cx<'_>,
    _input: &AssumeRoleInput,
) -> ApiResult<AssumeRoleOutput> {
    Err(ApiError::not_implemented("sts:AssumeRole"))
}
