//! UploadSSHPublicKey: an RSA key for a user, in the form of OpenSSH or in PEM.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html>

use gen_iam::{SSHPublicKey, UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::limits;
use crate::owned::new_id;
use crate::owner::Owner;
use crate::ssh_key::{Refusal, SshKey};
use crate::ssh_keys::{self, UploadedKey};
use crate::status::Status;

pub(crate) async fn upload_ssh_public_key(
    cx: &mut Cx<'_>,
    input: &UploadSSHPublicKeyRequest,
) -> ApiResult<UploadSSHPublicKeyResponse> {
    let owner = Owner::user(cx, &input.user_name).await?;
    let parsed = SshKey::parse(&input.ssh_public_key_body).map_err(|refusal| match refusal {
        Refusal::Encoding => errors::bad_ssh_key_encoding(),
        Refusal::Key => errors::bad_ssh_key(),
    })?;
    let fingerprint = parsed.fingerprint();
    let keys = ssh_keys::of_owner(cx, &owner.id).await?;
    if keys.iter().any(|(_, key)| key.fingerprint == fingerprint) {
        return Err(errors::ssh_key_exists());
    }
    if keys.len() >= limits::SSH_KEYS_PER_USER {
        return Err(errors::quota("SSHPublicKeysPerUser", limits::SSH_KEYS_PER_USER));
    }
    let id = new_id(cx, "APKA", 17);
    let key = UploadedKey {
        body: input.ssh_public_key_body.clone(),
        fingerprint,
        status: Status::Active,
        uploaded: cx.now().whole_seconds(),
    };
    ssh_keys::put(cx, &owner.id, &id, &key);
    Ok(UploadSSHPublicKeyResponse {
        ssh_public_key: Some(SSHPublicKey {
            user_name: owner.name,
            ssh_public_key_id: Some(id),
            fingerprint: Some(key.fingerprint),
            ssh_public_key_body: Some(key.body),
            status: Some(key.status.shown()),
            upload_date: Some(key.uploaded),
        }),
    })
}
