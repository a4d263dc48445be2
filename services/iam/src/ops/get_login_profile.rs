//! GetLoginProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetLoginProfile.html>

use gen_iam::{GetLoginProfileInput, GetLoginProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_login_profile(
    _cx: &mut Cx<'_>,
    _input: &GetLoginProfileInput,
) -> ApiResult<GetLoginProfileOutput> {
    Err(ApiError::not_implemented("iam:GetLoginProfile"))
}
