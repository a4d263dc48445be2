//! CreateGrant.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html>

use gen_kms::{CreateGrantInput, CreateGrantOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_grant(
    _cx: &mut Cx<'_>,
    _input: &CreateGrantInput,
) -> ApiResult<CreateGrantOutput> {
    Err(ApiError::not_implemented("kms:CreateGrant"))
}
