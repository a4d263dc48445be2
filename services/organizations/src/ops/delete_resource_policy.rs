//! DeleteResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_organizations::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    Err(ApiError::not_implemented("organizations:DeleteResourcePolicy"))
}
