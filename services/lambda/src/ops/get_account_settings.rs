//! GetAccountSettings: what the account may use in this region, and what it does.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html>

use gen_lambda::{
    AccountLimit, AccountUsage, GetAccountSettingsRequest, GetAccountSettingsResponse,
};
use kernel::{ApiResult, Cx};

use crate::tables::CODE_SIZE;
use crate::{concurrency, limits};

pub(crate) async fn get_account_settings(
    cx: &mut Cx<'_>,
    _input: &GetAccountSettingsRequest,
) -> ApiResult<GetAccountSettingsResponse> {
    let kept = concurrency::kept(cx, None).await?;
    let size = cx.get(&CODE_SIZE, &String::new()).await?.unwrap_or_default();
    Ok(GetAccountSettingsResponse {
        account_limit: Some(AccountLimit {
            total_code_size: Some(limits::MAX_CODE_STORAGE),
            code_size_unzipped: Some(limits::MAX_UNZIPPED.cast_signed()),
            code_size_zipped: Some(limits::MAX_ZIPPED.cast_signed()),
            concurrent_executions: Some(limits::CONCURRENCY),
            unreserved_concurrent_executions: Some(limits::CONCURRENCY - kept.total),
        }),
        account_usage: Some(AccountUsage {
            total_code_size: Some(size),
            function_count: Some(kept.functions),
        }),
    })
}
