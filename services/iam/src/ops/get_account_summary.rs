//! GetAccountSummary.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetAccountSummary.html>

use gen_iam::{GetAccountSummaryInput, GetAccountSummaryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_account_summary(
    _cx: &mut Cx<'_>,
    _input: &GetAccountSummaryInput,
) -> ApiResult<GetAccountSummaryOutput> {
    Err(ApiError::not_implemented("iam:GetAccountSummary"))
}
