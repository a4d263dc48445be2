//! UpdateSSHPublicKey: switches a key off and on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html>

use gen_iam::UpdateSSHPublicKeyRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::ssh_keys;
use crate::status::Status;

pub(crate) async fn update_ssh_public_key(
    cx: &mut Cx<'_>,
    input: &UpdateSSHPublicKeyRequest,
) -> ApiResult<Empty> {
    let owner = Owner::user(cx, &input.user_name).await?;
    let mut key = ssh_keys::find(cx, &owner.id, &input.ssh_public_key_id).await?;
    key.status = Status::chosen(&input.status)?;
    ssh_keys::put(cx, &owner.id, &input.ssh_public_key_id, &key);
    Ok(Empty {})
}
