//! CreateGroup.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateGroup.html>

use gen_iam::{CreateGroupInput, CreateGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_group(
    _cx: &mut Cx<'_>,
    _input: &CreateGroupInput,
) -> ApiResult<CreateGroupOutput> {
    Err(ApiError::not_implemented("iam:CreateGroup"))
}
