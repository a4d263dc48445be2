//! ListChildren.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html>

use gen_organizations::{ListChildrenInput, ListChildrenOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_children(
    _cx: &mut Cx<'_>,
    _input: &ListChildrenInput,
) -> ApiResult<ListChildrenOutput> {
    Err(ApiError::not_implemented("organizations:ListChildren"))
}
