//! UntagResource.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_UntagResource.html>

use gen_logs::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_resource(
    _cx: &mut Cx<'_>,
    _input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    Err(ApiError::not_implemented("logs:UntagResource"))
}
