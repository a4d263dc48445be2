//! UntagResource.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UntagResource.html>

use gen_lambda::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_resource(
    _cx: &mut Cx<'_>,
    _input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    Err(ApiError::not_implemented("lambda:UntagResource"))
}
