//! Grants as they are kept and found: by key and id, by whom they are for, by who may retire them, by token.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/grant-manage.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_kms::errors as modelled;
use kernel::{AccountId, ApiResult, Arn, Caller, Cx, Kernel, Principal, SessionKind};
use policy::{Granted, Reach};
use serde::{Deserialize, Serialize};

use crate::grant::{Constraints, Grant, Pairs, Party};
use crate::key::Key;
use crate::key_id::KeyId;
use crate::tables::{GRANTS, GRANTS_OF, KEYS, RETIRABLE};

/// What grant tokens are sealed for.
const TOKEN: &str = "kms.grant-token";
/// Grants read at once.
const BATCH: usize = 1_000;

/// What a grant token says.
#[derive(Serialize, Deserialize)]
struct Token {
    key_arn: String,
    grant: String,
}

/// The grant that a call names: by the key's ARN and the grant's id.
pub(crate) struct GrantRef {
    pub(crate) key_arn: String,
    pub(crate) grant: String,
}

/// The token of a grant.
pub(crate) fn token(kernel: &Kernel, key_arn: &str, grant: &str) -> ApiResult<String> {
    let token = Token { key_arn: key_arn.to_owned(), grant: grant.to_owned() };
    let raw = postcard::to_stdvec(&token).map_err(kernel::ApiError::bug)?;
    Ok(STANDARD.encode(kernel.seal(TOKEN, &raw)))
}

/// What a grant token stands for; the grant may be gone.
pub(crate) fn open_token(kernel: &Kernel, text: &str) -> ApiResult<GrantRef> {
    let open = || {
        let raw = kernel.unseal(TOKEN, &STANDARD.decode(text).ok()?)?;
        postcard::from_bytes::<Token>(&raw).ok()
    };
    let token = open().ok_or_else(|| {
        modelled::invalid_grant_token_exception("The grant token is not one that KMS gave out.")
    })?;
    Ok(GrantRef { key_arn: token.key_arn, grant: token.grant })
}

/// The grant with this id on the key.
pub(crate) async fn get(cx: &mut Cx<'_>, key: &Key, grant: &str) -> ApiResult<Option<Grant>> {
    cx.get(&GRANTS, &(key.id.clone(), grant.to_owned())).await
}

/// Grants of the key behind `after`, in the order of their ids.
pub(crate) async fn of_key(
    cx: &mut Cx<'_>,
    key: &KeyId,
    after: Option<&str>,
    limit: usize,
) -> ApiResult<Vec<Grant>> {
    let mut rows = cx.rows(&GRANTS).prefix(key);
    if let Some(after) = after {
        rows = rows.after(&(key.clone(), after.to_owned()));
    }
    Ok(cx.range(&GRANTS, &rows, limit).await?.into_iter().map(|(_, grant)| grant).collect())
}

/// Grants of the key for this principal.
pub(crate) async fn of_grantee(
    cx: &mut Cx<'_>,
    key: &KeyId,
    principal: &str,
) -> ApiResult<Vec<Grant>> {
    let ids = cx.get_shared(&GRANTS_OF, &(key.clone(), principal.to_owned())).await?;
    let mut found = Vec::new();
    for id in ids.iter().flat_map(|ids| ids.iter()) {
        if let Some(grant) = cx.get_shared(&GRANTS, &(key.clone(), id.clone())).await? {
            found.push(Grant::clone(&grant));
        }
    }
    Ok(found)
}

/// Keeps a new grant.
pub(crate) async fn add(cx: &mut Cx<'_>, key: &mut Key, grant: &Grant) -> ApiResult<()> {
    let of = (key.id.clone(), grant.grantee.as_str().to_owned());
    let mut ids = cx.get(&GRANTS_OF, &of).await?.unwrap_or_default();
    ids.push(grant.id.clone());
    cx.put(&GRANTS_OF, &of, &ids);
    cx.put(&GRANTS, &(key.id.clone(), grant.id.clone()), grant);
    cx.add_rows(&GRANTS, &key.id, 1);
    if let Some(retiring) = &grant.retiring {
        let row = (retiring.as_str().to_owned(), key.arn.clone(), grant.id.clone());
        let home = cx.enter(account_of(retiring, key.account));
        cx.put(&RETIRABLE, &row, &());
        cx.enter(home);
    }
    if !key.granted {
        key.granted = true;
        cx.put(&KEYS, &key.id, key);
    }
    Ok(())
}

/// Removes a grant.
pub(crate) async fn remove(cx: &mut Cx<'_>, key: &Key, grant: &Grant) -> ApiResult<()> {
    let of = (key.id.clone(), grant.grantee.as_str().to_owned());
    let mut ids = cx.get(&GRANTS_OF, &of).await?.unwrap_or_default();
    ids.retain(|id| *id != grant.id);
    match ids.is_empty() {
        true => cx.delete(&GRANTS_OF, &of),
        false => cx.put(&GRANTS_OF, &of, &ids),
    }
    cx.delete(&GRANTS, &(key.id.clone(), grant.id.clone()));
    cx.add_rows(&GRANTS, &key.id, -1);
    if let Some(retiring) = &grant.retiring {
        let row = (retiring.as_str().to_owned(), key.arn.clone(), grant.id.clone());
        let home = cx.enter(account_of(retiring, key.account));
        cx.delete(&RETIRABLE, &row);
        cx.enter(home);
    }
    Ok(())
}

/// Removes all grants of a key that ends.
pub(crate) async fn remove_all(cx: &mut Cx<'_>, key: &Key) -> ApiResult<()> {
    loop {
        let some = of_key(cx, &key.id, None, BATCH).await?;
        for grant in &some {
            remove(cx, key, grant).await?;
        }
        if some.len() < BATCH {
            return Ok(());
        }
    }
}

/// The account that a principal belongs to; services belong to the key's.
fn account_of(party: &Party, of_key: AccountId) -> AccountId {
    let arn = party.as_str().parse::<Arn>().ok();
    arn.and_then(|arn| AccountId::parse(arn.account())).unwrap_or(of_key)
}

/// What a call asks of a grant.
pub(crate) struct Asked<'a> {
    /// AWS's name of the operation, as grants list it: `ReEncryptFrom`.
    pub(crate) operation: &'a str,
    /// The encryption context, of operations that have one.
    pub(crate) context: Option<&'a Pairs>,
    pub(crate) source_arn: Option<&'a str>,
    /// Of CreateGrant: what the new grant would give.
    pub(crate) gives: Option<(&'a [String], &'a Constraints)>,
}

/// Whether the grant is for such a call.
pub(crate) fn fits(grant: &Grant, asked: &Asked<'_>) -> bool {
    let named = grant.operations.iter().any(|name| name == asked.operation);
    let given = asked.gives.is_none_or(|(operations, constraints)| {
        operations.iter().all(|name| grant.operations.contains(name))
            && constraints.are_within(&grant.constraints)
    });
    named && given && grant.constraints.admit(asked.context, asked.source_arn)
}

/// The names under which a caller may have been granted something, with how far each reaches.
pub(crate) fn names_of(cx: &Cx<'_>, caller: &Caller) -> Vec<(String, Reach)> {
    let mut names = vec![(caller.arn(cx.region()), Reach::Direct)];
    if let Some(session) = caller.session.as_deref()
        && session.kind != SessionKind::Own
    {
        names.push((session.issuer.to_string(), Reach::Issuer));
    }
    if caller.principal != Principal::Root {
        let root = format!("arn:{}:iam::{}:root", cx.partition(), caller.account);
        names.push((root, Reach::Account));
    }
    names.push((caller.account.to_string(), Reach::Account));
    names
}

/// The grant on `key` that lets the caller do what is asked, if there is one: that which reaches farthest.
pub(crate) async fn that_lets(
    cx: &mut Cx<'_>,
    key: &Key,
    asked: &Asked<'_>,
) -> ApiResult<Option<Granted>> {
    if !key.granted {
        return Ok(None);
    }
    let names = names_of(cx, cx.caller());
    let outer = cx.enter(key.account);
    let mut found = None;
    for (name, reach) in names {
        let of = of_grantee(cx, &key.id, &name).await?;
        if let Some(grant) = of.iter().find(|grant| fits(grant, asked)) {
            found = Some(Granted { name: format!("grant {}", grant.id).into(), reach });
            break;
        }
    }
    cx.enter(outer);
    Ok(found)
}
