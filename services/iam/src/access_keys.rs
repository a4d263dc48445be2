//! Access keys of users and root. The key itself lives in the kernel, which verifies signatures with it; here stands
//! whose it is and since when.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>
//!
//! Deviation: the root key that the cloud makes for itself (`stratus env --root`) is not among those listed.

use kernel::{AccessKey, ApiError, ApiResult, Arn, Cx, KeyOwner, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::owned::{self, Owned};
use crate::status::Status;

/// A key that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IssuedKey {
    pub(crate) created: Timestamp,
    pub(crate) status: Status,
}

/// Keys: (unique id of the owner, id of the key).
static ACCESS_KEYS: Owned<IssuedKey> = Table::new("iam.access-key", Scope::Account, 1);

/// The keys of an owner, oldest first.
pub(crate) async fn of_owner(cx: &mut Cx<'_>, owner: &str) -> ApiResult<Vec<(String, IssuedKey)>> {
    let mut keys = owned::all(cx, &ACCESS_KEYS, owner).await?;
    keys.sort_by_cached_key(|(id, key)| owned::by_date(key.created, id));
    Ok(keys)
}

/// The owner's key with this id, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, owner: &str, id: &str) -> ApiResult<IssuedKey> {
    let key = owned::get(cx, &ACCESS_KEYS, owner, id).await?;
    key.ok_or_else(|| errors::no_access_key(id))
}

/// Writes a key, with the half that the kernel keeps.
pub(crate) fn put(cx: &mut Cx<'_>, owner: &str, issued: &IssuedKey, key: AccessKey) {
    owned::put(cx, &ACCESS_KEYS, owner, &key.id, issued);
    cx.put_access_key(key);
}

pub(crate) fn delete(cx: &mut Cx<'_>, owner: &str, id: &str) {
    owned::delete(cx, &ACCESS_KEYS, owner, id);
    cx.delete_access_key(id);
}

/// The half of a key that the kernel keeps.
pub(crate) async fn stored(cx: &mut Cx<'_>, id: &str) -> ApiResult<AccessKey> {
    let key = cx.stored_access_key(id).await?;
    key.ok_or_else(|| ApiError::bug(format!("the kernel does not know access key {id}")))
}

/// Has the keys of a user who got a new name or path sign for the new ARN.
pub(crate) async fn owner_renamed(cx: &mut Cx<'_>, owner: &str, arn: &Arn) -> ApiResult<()> {
    for (id, _) in of_owner(cx, owner).await? {
        let mut key = stored(cx, &id).await?;
        key.owner = KeyOwner::User { arn: arn.clone(), id: owner.to_owned() };
        cx.put_access_key(key);
    }
    Ok(())
}
