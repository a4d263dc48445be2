//! TagPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagPolicy.html>

use gen_iam::{TagPolicyInput, TagPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_policy(
    _cx: &mut Cx<'_>,
    _input: &TagPolicyInput,
) -> ApiResult<TagPolicyOutput> {
    Err(ApiError::not_implemented("iam:TagPolicy"))
}
