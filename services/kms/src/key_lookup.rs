//! The key that a call names: by id, ARN, alias or ARN of an alias, also of another account.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html>

use std::sync::Arc;

use kernel::{ApiResult, Cx};

use crate::errors;
use crate::key::Key;
use crate::key_id::{AliasName, KeyId, KeyRef, Named};
use crate::tables::{ALIASES, KEYS};

/// The key that `text` names, for operations that take aliases.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<Arc<Key>> {
    let named = KeyRef::parse(text, cx.region().as_str())?;
    resolve(cx, &named).await
}

/// The key that `text` names, for operations that take ids and ARNs of keys only.
pub(crate) async fn find_key(cx: &mut Cx<'_>, text: &str) -> ApiResult<Arc<Key>> {
    let named = KeyRef::parse_key(text, cx.region().as_str())?;
    resolve(cx, &named).await
}

/// The key that is named. What is named without an ARN is looked for in the account that the call acts in.
pub(crate) async fn resolve(cx: &mut Cx<'_>, named: &KeyRef) -> ApiResult<Arc<Key>> {
    let outer = cx.enter(named.account.unwrap_or(cx.account()));
    let found = match &named.named {
        Named::Id(id) => by_id(cx, id).await,
        Named::Alias(alias) => by_alias(cx, alias).await,
    };
    cx.enter(outer);
    found
}

async fn by_id(cx: &mut Cx<'_>, id: &KeyId) -> ApiResult<Arc<Key>> {
    match cx.get_shared(&KEYS, id).await? {
        Some(key) => Ok(key),
        None => Err(errors::no_such_key(cx.arn("kms", &format!("key/{id}"))?.as_str())),
    }
}

async fn by_alias(cx: &mut Cx<'_>, alias: &AliasName) -> ApiResult<Arc<Key>> {
    match cx.get_shared(&ALIASES, alias).await? {
        Some(found) => by_id(cx, &found.key).await,
        None => Err(errors::no_such_alias(cx.arn("kms", alias.as_str())?)),
    }
}
