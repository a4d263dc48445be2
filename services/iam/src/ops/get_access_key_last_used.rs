//! GetAccessKeyLastUsed.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetAccessKeyLastUsed.html>

use gen_iam::{GetAccessKeyLastUsedInput, GetAccessKeyLastUsedOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_access_key_last_used(
    _cx: &mut Cx<'_>,
    _input: &GetAccessKeyLastUsedInput,
) -> ApiResult<GetAccessKeyLastUsedOutput> {
    Err(ApiError::not_implemented("iam:GetAccessKeyLastUsed"))
}
