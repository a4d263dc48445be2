//! ListEntitiesForPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListEntitiesForPolicy.html>

use gen_iam::{ListEntitiesForPolicyInput, ListEntitiesForPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_entities_for_policy(
    _cx: &mut Cx<'_>,
    _input: &ListEntitiesForPolicyInput,
) -> ApiResult<ListEntitiesForPolicyOutput> {
    Err(ApiError::not_implemented("iam:ListEntitiesForPolicy"))
}
