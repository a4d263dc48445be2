//! ListRoots.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html>

use gen_organizations::{ListRootsInput, ListRootsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_roots(
    _cx: &mut Cx<'_>,
    _input: &ListRootsInput,
) -> ApiResult<ListRootsOutput> {
    Err(ApiError::not_implemented("organizations:ListRoots"))
}
