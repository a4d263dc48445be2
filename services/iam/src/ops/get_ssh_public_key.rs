//! GetSSHPublicKey: a key of a user, in the encoding that is asked for.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSSHPublicKey.html>

use gen_iam::values::encoding_type;
use gen_iam::{GetSSHPublicKeyRequest, GetSSHPublicKeyResponse, SSHPublicKey};
use kernel::{ApiError, ApiResult, Cx};

use crate::owner::Owner;
use crate::ssh_key::SshKey;
use crate::ssh_keys;

pub(crate) async fn get_ssh_public_key(
    cx: &mut Cx<'_>,
    input: &GetSSHPublicKeyRequest,
) -> ApiResult<GetSSHPublicKeyResponse> {
    let owner = Owner::user(cx, &input.user_name).await?;
    let key = ssh_keys::find(cx, &owner.id, &input.ssh_public_key_id).await?;
    let pem = input.encoding == encoding_type::PEM;
    let body = match key.body.trim_start().starts_with("-----BEGIN ") {
        uploaded_pem if uploaded_pem == pem => key.body,
        _ => {
            let parsed = SshKey::parse(&key.body)
                .map_err(|_| ApiError::bug("an uploaded SSH key is no longer understood"))?;
            if pem { parsed.pem() } else { parsed.openssh() }
        }
    };
    Ok(GetSSHPublicKeyResponse {
        ssh_public_key: Some(SSHPublicKey {
            user_name: owner.name,
            ssh_public_key_id: Some(input.ssh_public_key_id.clone()),
            fingerprint: Some(key.fingerprint),
            ssh_public_key_body: Some(body),
            status: Some(key.status.shown()),
            upload_date: Some(key.uploaded),
        }),
    })
}
