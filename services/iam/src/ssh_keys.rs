//! SSH public keys of users, for CodeCommit.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html>

use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::owned::{self, Owned};
use crate::status::Status;

/// A key that a user uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UploadedKey {
    /// As it was uploaded.
    pub(crate) body: String,
    pub(crate) fingerprint: String,
    pub(crate) status: Status,
    pub(crate) uploaded: Timestamp,
}

/// Keys: (unique id of the user, id of the key).
static KEYS: Owned<UploadedKey> = Table::new("iam.ssh-public-key", Scope::Account, 1);

pub(crate) async fn of_owner(
    cx: &mut Cx<'_>,
    owner: &str,
) -> ApiResult<Vec<(String, UploadedKey)>> {
    owned::all(cx, &KEYS, owner).await
}

/// The user's key with this id, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, owner: &str, id: &str) -> ApiResult<UploadedKey> {
    owned::get(cx, &KEYS, owner, id).await?.ok_or_else(|| errors::no_ssh_key(id))
}

pub(crate) fn put(cx: &mut Cx<'_>, owner: &str, id: &str, key: &UploadedKey) {
    owned::put(cx, &KEYS, owner, id, key);
}

pub(crate) fn delete(cx: &mut Cx<'_>, owner: &str, id: &str) {
    owned::delete(cx, &KEYS, owner, id);
}
