//! CreateKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html>

use gen_kms::{CreateKeyInput, CreateKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_key(
    _cx: &mut Cx<'_>,
    _input: &CreateKeyInput,
) -> ApiResult<CreateKeyOutput> {
    Err(ApiError::not_implemented("kms:CreateKey"))
}
