//! UpdateAccessKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateAccessKey.html>

use gen_iam::{UpdateAccessKeyInput, UpdateAccessKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_access_key(
    _cx: &mut Cx<'_>,
    _input: &UpdateAccessKeyInput,
) -> ApiResult<UpdateAccessKeyOutput> {
    Err(ApiError::not_implemented("iam:UpdateAccessKey"))
}
