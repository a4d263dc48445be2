//! CreateInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateInstanceProfile.html>

use gen_iam::{CreateInstanceProfileInput, CreateInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &CreateInstanceProfileInput,
) -> ApiResult<CreateInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:CreateInstanceProfile"))
}
