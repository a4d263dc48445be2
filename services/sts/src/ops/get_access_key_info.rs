//! GetAccessKeyInfo: the account that an access key belongs to, whether the key works or not.
//! Deviation: which account a temporary key belongs to stands in its session token alone, so that the default account is
//! told of all of them; AWS tells it from the key.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html>

use gen_sts::{GetAccessKeyInfoInput, GetAccessKeyInfoOutput};
use kernel::{ApiResult, Cx};

pub(crate) async fn get_access_key_info(
    cx: &mut Cx<'_>,
    input: &GetAccessKeyInfoInput,
) -> ApiResult<GetAccessKeyInfoOutput> {
    let account = cx.kernel().account_of_key(&input.access_key_id);
    Ok(GetAccessKeyInfoOutput { account: Some(account.to_string()) })
}
