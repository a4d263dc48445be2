//! ListRetirableGrants.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html>

use gen_kms::{ListRetirableGrantsInput, ListRetirableGrantsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_retirable_grants(
    _cx: &mut Cx<'_>,
    _input: &ListRetirableGrantsInput,
) -> ApiResult<ListRetirableGrantsOutput> {
    Err(ApiError::not_implemented("kms:ListRetirableGrants"))
}
