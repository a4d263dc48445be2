//! DeletePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html>

use gen_organizations::{DeletePolicyInput, DeletePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_policy(
    _cx: &mut Cx<'_>,
    _input: &DeletePolicyInput,
) -> ApiResult<DeletePolicyOutput> {
    Err(ApiError::not_implemented("organizations:DeletePolicy"))
}
