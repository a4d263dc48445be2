//! ListDelegatedAdministrators.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html>

use gen_organizations::{ListDelegatedAdministratorsInput, ListDelegatedAdministratorsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_delegated_administrators(
    _cx: &mut Cx<'_>,
    _input: &ListDelegatedAdministratorsInput,
) -> ApiResult<ListDelegatedAdministratorsOutput> {
    Err(ApiError::not_implemented("organizations:ListDelegatedAdministrators"))
}
