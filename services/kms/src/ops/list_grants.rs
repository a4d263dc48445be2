//! ListGrants.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html>

use gen_kms::{ListGrantsInput, ListGrantsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_grants(
    _cx: &mut Cx<'_>,
    _input: &ListGrantsInput,
) -> ApiResult<ListGrantsOutput> {
    Err(ApiError::not_implemented("kms:ListGrants"))
}
