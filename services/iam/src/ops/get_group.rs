//! GetGroup.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetGroup.html>

use gen_iam::{GetGroupInput, GetGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_group(
    _cx: &mut Cx<'_>,
    _input: &GetGroupInput,
) -> ApiResult<GetGroupOutput> {
    Err(ApiError::not_implemented("iam:GetGroup"))
}
