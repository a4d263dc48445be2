//! GetOrganizationsAccessReport.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetOrganizationsAccessReport.html>

use gen_iam::{GetOrganizationsAccessReportInput, GetOrganizationsAccessReportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_organizations_access_report(
    _cx: &mut Cx<'_>,
    _input: &GetOrganizationsAccessReportInput,
) -> ApiResult<GetOrganizationsAccessReportOutput> {
    Err(ApiError::not_implemented("iam:GetOrganizationsAccessReport"))
}
