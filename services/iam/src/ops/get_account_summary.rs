//! GetAccountSummary: how many of everything the account has, and may have.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html>

use gen_iam::{GetAccountSummaryInput, GetAccountSummaryOutput};
use kernel::{ApiResult, Cx};
use schema::VecMap;

use crate::account_summary;

pub(crate) async fn get_account_summary(
    cx: &mut Cx<'_>,
    _input: &GetAccountSummaryInput,
) -> ApiResult<GetAccountSummaryOutput> {
    let mut map = VecMap::new();
    for (key, value) in
        account_summary::counts(cx).await?.into_iter().chain(account_summary::quotas())
    {
        map.insert(key, i32::try_from(value).unwrap_or(i32::MAX));
    }
    Ok(GetAccountSummaryOutput { summary_map: Some(map) })
}
