//! UpdateLoginProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateLoginProfile.html>

use gen_iam::{UpdateLoginProfileInput, UpdateLoginProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_login_profile(
    _cx: &mut Cx<'_>,
    _input: &UpdateLoginProfileInput,
) -> ApiResult<UpdateLoginProfileOutput> {
    Err(ApiError::not_implemented("iam:UpdateLoginProfile"))
}
