//! CreateGovCloudAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateGovCloudAccount.html>

use gen_organizations::{CreateGovCloudAccountInput, CreateGovCloudAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_gov_cloud_account(
    _cx: &mut Cx<'_>,
    _input: &CreateGovCloudAccountInput,
) -> ApiResult<CreateGovCloudAccountOutput> {
    Err(ApiError::not_implemented("organizations:CreateGovCloudAccount"))
}
