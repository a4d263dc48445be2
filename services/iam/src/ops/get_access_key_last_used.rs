//! GetAccessKeyLastUsed: when, where and for what a key of the account last signed.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html>

use gen_iam::{AccessKeyLastUsed, GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse};
use kernel::{ApiError, ApiResult, Cx, KeyOwner, KeyStatus, WaitCx};

use crate::credential_errors as errors;
use crate::entity;

const NEVER: &str = "N/A";

pub(crate) async fn get_access_key_last_used(
    wx: &mut WaitCx<'_>,
    input: &GetAccessKeyLastUsedRequest,
) -> ApiResult<GetAccessKeyLastUsedResponse> {
    let id = &input.access_key_id;
    let user_name = kernel::transact!(wx, cx => name_of_owner(cx, id).await)?;
    let used = wx.kernel().key_last_used(id).await.map_err(ApiError::bug)?;
    let access_key_last_used = match used {
        Some(used) => AccessKeyLastUsed {
            last_used_date: Some(used.at.whole_seconds()),
            service_name: Some(used.service),
            region: Some(used.region),
        },
        None => AccessKeyLastUsed {
            last_used_date: None,
            service_name: Some(NEVER.to_owned()),
            region: Some(NEVER.to_owned()),
        },
    };
    Ok(GetAccessKeyLastUsedResponse { user_name, access_key_last_used: Some(access_key_last_used) })
}

/// The name of the user whose key it is; none for root's. Keys of other accounts nobody may ask about.
async fn name_of_owner(cx: &mut Cx<'_>, id: &str) -> ApiResult<Option<String>> {
    let account = cx.account();
    let key = cx.stored_access_key(id).await?;
    let key = key.filter(|key| key.account == account && key.status != KeyStatus::Deleted);
    match key.map(|key| key.owner) {
        Some(KeyOwner::User { id, .. }) => entity::name_of_id(cx, &id).await,
        Some(KeyOwner::Root) => Ok(None),
        None => {
            let caller = cx.caller().arn(cx.region());
            Err(errors::foreign_access_key(&caller, id))
        }
    }
}
