//! GenerateOrganizationsAccessReport.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GenerateOrganizationsAccessReport.html>

use gen_iam::{GenerateOrganizationsAccessReportInput, GenerateOrganizationsAccessReportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_organizations_access_report(
    _cx: &mut Cx<'_>,
    _input: &GenerateOrganizationsAccessReportInput,
) -> ApiResult<GenerateOrganizationsAccessReportOutput> {
    Err(ApiError::not_implemented("iam:GenerateOrganizationsAccessReport"))
}
