//! DeleteAccessKey: what is signed with the key is refused from here on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html>

use gen_iam::DeleteAccessKeyRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::access_keys;
use crate::owner::Owner;

pub(crate) async fn delete_access_key(
    cx: &mut Cx<'_>,
    input: &DeleteAccessKeyRequest,
) -> ApiResult<Empty> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    access_keys::find(cx, &owner.id, &input.access_key_id).await?;
    access_keys::delete(cx, &owner.id, &input.access_key_id);
    Ok(Empty {})
}
