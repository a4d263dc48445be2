//! ListOrganizationalUnitsForParent.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html>

use gen_organizations::{ListOrganizationalUnitsForParentInput, ListOrganizationalUnitsForParentOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_organizational_units_for_parent(
    _cx: &mut Cx<'_>,
    _input: &ListOrganizationalUnitsForParentInput,
) -> ApiResult<ListOrganizationalUnitsForParentOutput> {
    Err(ApiError::not_implemented("organizations:ListOrganizationalUnitsForParent"))
}
