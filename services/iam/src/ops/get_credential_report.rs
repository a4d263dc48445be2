//! GetCredentialReport.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetCredentialReport.html>

use gen_iam::{GetCredentialReportInput, GetCredentialReportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_credential_report(
    _cx: &mut Cx<'_>,
    _input: &GetCredentialReportInput,
) -> ApiResult<GetCredentialReportOutput> {
    Err(ApiError::not_implemented("iam:GetCredentialReport"))
}
