//! GenerateOrganizationsAccessReport: orders a report on when a part of the organization last used which services.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html>

use gen_iam::{GenerateOrganizationsAccessReportInput, GenerateOrganizationsAccessReportOutput};
use kernel::{ApiResult, Cx};

use crate::organization_report;

pub(crate) async fn generate_organizations_access_report(
    cx: &mut Cx<'_>,
    input: &GenerateOrganizationsAccessReportInput,
) -> ApiResult<GenerateOrganizationsAccessReportOutput> {
    organization_report::check_caller(cx, &input.entity_path).await?;
    let policy = input.organizations_policy_id.as_deref();
    let id = organization_report::order(cx, &input.entity_path, policy).await?;
    Ok(GenerateOrganizationsAccessReportOutput { job_id: Some(id) })
}
