//! GetCredentialReport: the report that was made last, for four hours.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html>

use gen_iam::{GetCredentialReportInput, GetCredentialReportOutput};
use kernel::{ApiResult, Cx};

use crate::credential_report::Report;
use crate::review_errors;
use crate::tables::CREDENTIAL_REPORT;

pub(crate) async fn get_credential_report(
    cx: &mut Cx<'_>,
    _input: &GetCredentialReportInput,
) -> ApiResult<GetCredentialReportOutput> {
    match cx.get(&CREDENTIAL_REPORT, &()).await? {
        None => Err(review_errors::report_not_present()),
        Some(Report::Ordered) => Err(review_errors::report_in_progress()),
        Some(report) if !report.is_fresh(cx.now()) => Err(review_errors::report_expired()),
        Some(Report::Made { at, text }) => Ok(GetCredentialReportOutput {
            content: Some(text.into_bytes().into()),
            report_format: Some("text/csv".to_owned()),
            generated_time: Some(at),
        }),
    }
}
