//! ListParents.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html>

use gen_organizations::{ListParentsInput, ListParentsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_parents(
    _cx: &mut Cx<'_>,
    _input: &ListParentsInput,
) -> ApiResult<ListParentsOutput> {
    Err(ApiError::not_implemented("organizations:ListParents"))
}
