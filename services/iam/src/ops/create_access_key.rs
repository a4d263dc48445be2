//! CreateAccessKey: a key for a user, or for whoever calls.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html>

use gen_iam::{self as api, CreateAccessKeyRequest, CreateAccessKeyResponse};
use kernel::{AccessKey, ApiResult, Cx};

use crate::access_keys::{self, IssuedKey};
use crate::credential_errors as errors;
use crate::limits;
use crate::owner::Owner;
use crate::status::Status;

pub(crate) async fn create_access_key(
    cx: &mut Cx<'_>,
    input: &CreateAccessKeyRequest,
) -> ApiResult<CreateAccessKeyResponse> {
    let owner = Owner::named_or_caller(cx, input.user_name.as_deref()).await?;
    if access_keys::of_owner(cx, &owner.id).await?.len() >= limits::ACCESS_KEYS_PER_USER {
        return Err(errors::quota("AccessKeysPerUser", limits::ACCESS_KEYS_PER_USER));
    }
    let key = match owner.is_root() {
        true => AccessKey::for_root(AccessKey::new_id(cx.random()), cx.account(), cx.random()),
        false => {
            AccessKey::for_user(cx.account(), owner.arn.clone(), owner.id.clone(), cx.random())
        }
    };
    let issued = IssuedKey { created: cx.now().whole_seconds(), status: Status::Active };
    access_keys::put(cx, &owner.id, &issued, key.clone());
    Ok(CreateAccessKeyResponse {
        access_key: Some(api::AccessKey {
            user_name: owner.name,
            access_key_id: Some(key.id),
            status: Some(issued.status.shown()),
            secret_access_key: Some(key.secret),
            create_date: Some(issued.created),
        }),
    })
}
