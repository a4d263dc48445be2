//! CreateLoginProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateLoginProfile.html>

use gen_iam::{CreateLoginProfileInput, CreateLoginProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_login_profile(
    _cx: &mut Cx<'_>,
    _input: &CreateLoginProfileInput,
) -> ApiResult<CreateLoginProfileOutput> {
    Err(ApiError::not_implemented("iam:CreateLoginProfile"))
}
