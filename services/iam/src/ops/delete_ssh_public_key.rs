//! DeleteSSHPublicKey: a key of a user goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html>

use gen_iam::DeleteSSHPublicKeyRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::owner::Owner;
use crate::ssh_keys;

pub(crate) async fn delete_ssh_public_key(
    cx: &mut Cx<'_>,
    input: &DeleteSSHPublicKeyRequest,
) -> ApiResult<Empty> {
    let owner = Owner::user(cx, &input.user_name).await?;
    ssh_keys::find(cx, &owner.id, &input.ssh_public_key_id).await?;
    ssh_keys::delete(cx, &owner.id, &input.ssh_public_key_id);
    Ok(Empty {})
}
