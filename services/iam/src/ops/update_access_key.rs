//! UpdateAccessKey: switches a key off and on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html>

use gen_iam::UpdateAccessKeyRequest;
use kernel::{AccessKey, ApiResult, Cx};
use schema::Empty;

use crate::access_keys::{self, IssuedKey};
use crate::owner::Owner;
use crate::status::Status;

pub(crate) async fn update_access_key(
    cx: &mut Cx<'_>,
    input: &UpdateAccessKeyRequest,
) -> ApiResult<Empty> {
    let id = &input.access_key_id;
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    let issued = access_keys::find(cx, &owner.id, id).await?;
    let status = Status::chosen(&input.status)?;
    let key = AccessKey { status: status.of_key(), ..access_keys::stored(cx, id).await? };
    access_keys::put(cx, &owner.id, &IssuedKey { status, ..issued }, key);
    Ok(Empty {})
}
