//! Aliases as they are found and attached to keys.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html>

use kernel::{ApiResult, Cx};

use crate::alias::Alias;
use crate::key::Key;
use crate::key_id::{ALIAS, AliasName, KeyRef};
use crate::tables::ALIASES;
use crate::{errors, key_lookup, limits};

/// The alias of the account called so.
pub(crate) async fn get(cx: &mut Cx<'_>, name: &AliasName) -> ApiResult<Alias> {
    match cx.get(&ALIASES, name).await? {
        Some(alias) => Ok(alias),
        None => Err(errors::no_such_alias(cx.arn("kms", name.as_str())?)),
    }
}

/// The key that an alias is to stand for: one of the account's own, named by itself.
pub(crate) async fn target(cx: &mut Cx<'_>, text: &str) -> ApiResult<Key> {
    if text.starts_with(ALIAS) || text.contains(&format!(":{ALIAS}")) {
        return Err(errors::validation("Aliases must refer to keys. Not aliases"));
    }
    let named = KeyRef::parse_key(text, cx.region().as_str())?;
    if named.account.is_some_and(|account| account != cx.account()) {
        return Err(errors::no_such_key(text));
    }
    Ok(Key::clone(&*key_lookup::resolve(cx, &named).await?))
}

/// Counts `name` among the key's aliases.
pub(crate) fn attach(key: &mut Key, name: &AliasName) -> ApiResult<()> {
    if key.aliases.len() >= limits::ALIASES_PER_KEY {
        return Err(errors::too_many("aliases of this key", limits::ALIASES_PER_KEY));
    }
    key.aliases.push(name.clone());
    key.aliases.sort();
    Ok(())
}
