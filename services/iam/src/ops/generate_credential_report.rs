//! GenerateCredentialReport.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GenerateCredentialReport.html>

use gen_iam::{GenerateCredentialReportInput, GenerateCredentialReportOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_credential_report(
    _cx: &mut Cx<'_>,
    _input: &GenerateCredentialReportInput,
) -> ApiResult<GenerateCredentialReportOutput> {
    Err(ApiError::not_implemented("iam:GenerateCredentialReport"))
}
