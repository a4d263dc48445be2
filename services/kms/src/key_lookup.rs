//! The key that a call names: by id, ARN, alias or ARN of an alias, also of another account. Keys that AWS manages are
//! made when they are first asked for.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html>

use std::sync::Arc;

use kernel::{ApiResult, Cx};

use crate::errors;
use crate::key::Key;
use crate::key_id::{AliasName, KeyId, KeyRef, Named};
use crate::managed;
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

/// The same, to be changed.
pub(crate) async fn find_to_change(cx: &mut Cx<'_>, text: &str) -> ApiResult<Key> {
    Ok(Key::clone(&*find_key(cx, text).await?))
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

/// The key that is named, if it is there, or as it would be made. Writes nothing: for those who look before a call is
/// allowed.
pub(crate) async fn look(cx: &mut Cx<'_>, named: &KeyRef) -> ApiResult<Option<Arc<Key>>> {
    let outer = cx.enter(named.account.unwrap_or(cx.account()));
    let found = match &named.named {
        Named::Id(id) => cx.get_shared(&KEYS, id).await,
        Named::Alias(alias) => look_by_alias(cx, alias).await,
    };
    cx.enter(outer);
    found
}

async fn look_by_alias(cx: &mut Cx<'_>, alias: &AliasName) -> ApiResult<Option<Arc<Key>>> {
    match cx.get_shared(&ALIASES, alias).await? {
        Some(found) => cx.get_shared(&KEYS, &found.key).await,
        None => Ok(managed::planned(cx, alias)?.map(Arc::new)),
    }
}

async fn by_id(cx: &mut Cx<'_>, id: &KeyId) -> ApiResult<Arc<Key>> {
    match cx.get_shared(&KEYS, id).await? {
        Some(key) => Ok(key),
        None => Err(errors::no_such_key(cx.arn("kms", &format!("key/{id}"))?.as_str())),
    }
}

async fn by_alias(cx: &mut Cx<'_>, alias: &AliasName) -> ApiResult<Arc<Key>> {
    if let Some(found) = cx.get_shared(&ALIASES, alias).await? {
        return by_id(cx, &found.key).await;
    }
    match managed::make(cx, alias).await? {
        Some(key) => Ok(key),
        None => Err(errors::no_such_alias(cx.arn("kms", alias.as_str())?)),
    }
}
