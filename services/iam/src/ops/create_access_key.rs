//! CreateAccessKey.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateAccessKey.html>

use gen_iam::{CreateAccessKeyInput, CreateAccessKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_access_key(
    _cx: &mut Cx<'_>,
    _input: &CreateAccessKeyInput,
) -> ApiResult<CreateAccessKeyOutput> {
    Err(ApiError::not_implemented("iam:CreateAccessKey"))
}
