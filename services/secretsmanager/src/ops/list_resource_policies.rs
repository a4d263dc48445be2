//! ListResourcePolicies.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListResourcePolicies.html>

use gen_secretsmanager::{ListResourcePoliciesInput, ListResourcePoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_resource_policies(
    _cx: &mut Cx<'_>,
    _input: &ListResourcePoliciesInput,
) -> ApiResult<ListResourcePoliciesOutput> {
    Err(ApiError::not_implemented("secretsmanager:ListResourcePolicies"))
}
