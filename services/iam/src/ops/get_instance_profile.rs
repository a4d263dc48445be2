//! GetInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetInstanceProfile.html>

use gen_iam::{GetInstanceProfileInput, GetInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &GetInstanceProfileInput,
) -> ApiResult<GetInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:GetInstanceProfile"))
}
