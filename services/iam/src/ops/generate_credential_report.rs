//! GenerateCredentialReport: has a report made, unless there is one of the last four hours.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html>

use gen_iam::values::report_state_type as state;
use gen_iam::{GenerateCredentialReportInput, GenerateCredentialReportOutput};
use kernel::{ApiResult, Cx};

use crate::credential_report::{self, Report};
use crate::tables::CREDENTIAL_REPORT;

pub(crate) async fn generate_credential_report(
    cx: &mut Cx<'_>,
    _input: &GenerateCredentialReportInput,
) -> ApiResult<GenerateCredentialReportOutput> {
    let report = cx.get(&CREDENTIAL_REPORT, &()).await?;
    let (state, description) = match &report {
        Some(Report::Ordered) => (state::INPROGRESS, None),
        Some(report) if report.is_fresh(cx.now()) => (state::COMPLETE, None),
        old => {
            let none = "No report exists. Starting a new report generation task";
            credential_report::order(cx).await?;
            (state::STARTED, old.is_none().then_some(none))
        }
    };
    Ok(GenerateCredentialReportOutput {
        state: Some(state.to_owned()),
        description: description.map(str::to_owned),
    })
}
