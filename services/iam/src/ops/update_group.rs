//! UpdateGroup.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateGroup.html>

use gen_iam::{UpdateGroupInput, UpdateGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_group(
    _cx: &mut Cx<'_>,
    _input: &UpdateGroupInput,
) -> ApiResult<UpdateGroupOutput> {
    Err(ApiError::not_implemented("iam:UpdateGroup"))
}
