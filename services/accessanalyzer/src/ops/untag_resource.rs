//! UntagResource.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_UntagResource.html>

use gen_accessanalyzer::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_resource(
    _cx: &mut Cx<'_>,
    _input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    Err(ApiError::not_implemented("accessanalyzer:UntagResource"))
}
