//! GetCallerIdentity: account, ARN and unique id of whoever signed. It cannot be denied.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>

use gen_sts::{GetCallerIdentityRequest, GetCallerIdentityResponse};
use kernel::{ApiResult, Cx};

pub(super) async fn get_caller_identity(
    cx: &mut Cx<'_>,
    _input: &GetCallerIdentityRequest,
) -> ApiResult<GetCallerIdentityResponse> {
    let caller = cx.caller();
    Ok(GetCallerIdentityResponse {
        user_id: Some(caller.unique_id()),
        account: Some(caller.account.to_string()),
        arn: Some(caller.arn(cx.region())),
    })
}
