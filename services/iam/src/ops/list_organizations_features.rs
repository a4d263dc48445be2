//! ListOrganizationsFeatures.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListOrganizationsFeatures.html>

use gen_iam::{ListOrganizationsFeaturesInput, ListOrganizationsFeaturesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_organizations_features(
    _cx: &mut Cx<'_>,
    _input: &ListOrganizationsFeaturesInput,
) -> ApiResult<ListOrganizationsFeaturesOutput> {
    Err(ApiError::not_implemented("iam:ListOrganizationsFeatures"))
}
