//! Who may do what: every call is decided by the policy of the key that it is about, the grants on that key, and the
//! identity policies of the account that the key policy leaves it to.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/determining-access.html>

use std::sync::Arc;

use gen_kms::{DecryptInput, ReEncryptInput};
use kernel::{
    Access, AccessQuery, AccountId, ApiResult, BoxFuture, Cx, Region, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::access_keys::{self, Circumstance};
use crate::alias::Alias;
use crate::encryption;
use crate::grant::{Constraints, Pairs};
use crate::grants::{self, Asked};
use crate::key::Key;
use crate::key_id::{ALIAS, AliasName, KeyRef, Named};
use crate::key_lookup;
use crate::retire;
use crate::tables::ALIASES;

/// Operations about no key, or about keys that are yet to be.
const WITHOUT_KEY: [&str; 11] = [
    "ConnectCustomKeyStore",
    "CreateCustomKeyStore",
    "CreateKey",
    "DeleteCustomKeyStore",
    "DescribeCustomKeyStores",
    "DisconnectCustomKeyStore",
    "GenerateRandom",
    "ListAliases",
    "ListKeys",
    "ListRetirableGrants",
    "UpdateCustomKeyStore",
];

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move { Ok(Access::Requires(required(cx, query).await?)) })
}

async fn required(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    if query.input.knows("GrantTokens") {
        for token in query.input.texts("GrantTokens") {
            grants::open_token(cx.kernel(), &token)?;
        }
    }
    match query.operation {
        name if WITHOUT_KEY.contains(&name) => Ok(without_key(cx, query)),
        "CreateAlias" | "UpdateAlias" | "DeleteAlias" => of_alias(cx, query).await,
        "RetireGrant" => retire::required(cx, query).await,
        "Decrypt" => decrypt(cx, query).await,
        "ReEncrypt" => re_encrypt(cx, query).await,
        "ReplicateKey" => replicate(cx, query).await,
        "UpdatePrimaryRegion" => update_primary(cx, query).await,
        _ => {
            let named = named(cx, query, "KeyId", cx.account());
            Ok(vec![main(cx, query, &named).await?])
        }
    }
}

/// The operation's own action on the key that it names.
async fn main(cx: &mut Cx<'_>, query: &AccessQuery<'_>, named: &Target) -> ApiResult<Required> {
    let action = query.action.to_string();
    let context = context(query, "EncryptionContext");
    let gives = (query.operation == "CreateGrant")
        .then(|| (query.input.texts("Operations"), access_keys::constraints(query)));
    let gives = gives.as_ref().map(|(operations, constraints)| (&**operations, constraints));
    let asked = Question { operation: query.operation, context: context.as_ref(), gives };
    on_key(cx, query, action, named, &asked).await
}

/// What a requirement asks of grants.
pub(crate) struct Question<'a> {
    pub(crate) operation: &'a str,
    pub(crate) context: Option<&'a Pairs>,
    pub(crate) gives: Option<(&'a [String], &'a Constraints)>,
}

/// The key that a requirement is about.
pub(crate) enum Target {
    Key(KeyRef, AccountId),
    /// A text that names no key; the handler says so to whoever may know.
    Unreadable(String),
}

/// The key that the member called `member` names; without an ARN, one of `home`.
fn named(cx: &Cx<'_>, query: &AccessQuery<'_>, member: &str, home: AccountId) -> Target {
    target_of(cx, query.input.text(member).unwrap_or_default(), home)
}

pub(crate) fn target_of(cx: &Cx<'_>, text: String, home: AccountId) -> Target {
    match KeyRef::parse(&text, cx.region().as_str()) {
        Ok(named) => Target::Key(named, home),
        Err(_) => Target::Unreadable(text),
    }
}

/// `action` on the key, with all that decides it.
pub(crate) async fn on_key(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    action: String,
    target: &Target,
    question: &Question<'_>,
) -> ApiResult<Required> {
    let (named, home) = match target {
        Target::Key(named, home) => (named, *home),
        Target::Unreadable(text) if text.is_empty() => return Ok(Required::new(action, "*")),
        Target::Unreadable(text) => {
            let arn = if text.starts_with("arn:") {
                text.clone()
            } else {
                cx.arn("kms", &format!("key/{}", cut(text)))?.to_string()
            };
            return Ok(Required::new(action, arn));
        }
    };
    let owner = named.account.unwrap_or(home);
    let outer = cx.enter(owner);
    let found = key_lookup::look(cx, named).await;
    let would_be = |cx: &Cx<'_>| match &named.named {
        Named::Id(id) => cx.arn("kms", &format!("key/{id}")),
        Named::Alias(alias) => cx.arn("kms", cut(alias.as_str())),
    };
    let would_be = matches!(found, Ok(None)).then(|| would_be(cx)).transpose();
    cx.enter(outer);
    let Some(key) = found? else {
        // Whoever may do it of their account's policies learns from the handler that there is no such key.
        let arn = would_be?.map(|arn| arn.to_string()).unwrap_or_default();
        let missing = Required::new(action, arn).owned_by(owner);
        return Ok(access_keys::circumstances(cx, query, missing));
    };
    let alias = match &named.named {
        Named::Alias(alias) => Some(alias.as_str()),
        Named::Id(_) => None,
    };
    let asked = Asked {
        operation: question.operation,
        context: question.context,
        source_arn: None,
        gives: question.gives,
    };
    let granted = grants::that_lets(cx, &key, &asked).await?;
    let required = of_key(cx, query, action, &key)?.with_grant(granted);
    Ok(access_keys::of_call(query, required, &Circumstance { alias, context: question.context }))
}

/// `action` on `key`, with its policy and the condition keys that describe it.
pub(crate) fn of_key(
    cx: &Cx<'_>,
    query: &AccessQuery<'_>,
    action: String,
    key: &Arc<Key>,
) -> ApiResult<Required> {
    let policy = cx.kernel().compiled(&key.arn, &key.policy)?;
    let mut required = Required::new(action, key.arn.clone())
        .owned_by(key.account)
        .with_policy(policy, ResourceRule::Required);
    if query.wants_resource_tags || policy_asks_resource_tags(&key.policy) {
        let tags = key.tags.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        required = required.with_tags(tags);
    }
    let required = access_keys::of_key(key, cx.region().as_str(), required);
    Ok(access_keys::circumstances(cx, query, required))
}

fn without_key(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Vec<Required> {
    let circumstances = |required| access_keys::circumstances(cx, query, required);
    if query.operation != "CreateKey" {
        return vec![circumstances(query.on("*"))];
    }
    let create = access_keys::of_new_key(query, circumstances(query.on("*")));
    let mut all = vec![create];
    all.extend(tagging(query).map(circumstances));
    all
}

/// Tags of a new key need a permission of their own.
fn tagging(query: &AccessQuery<'_>) -> Option<Required> {
    let tagged = !query.input.tags("Tags").is_empty();
    tagged.then(|| Required::new("kms:TagResource", "*"))
}

/// On the alias by identity policies, and on each key by its own.
async fn of_alias(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let name = query.input.text("AliasName").unwrap_or_default();
    let mut all = Vec::new();
    let mut keys = Vec::new();
    if name.starts_with(ALIAS) {
        let on_alias = query.on(cx.arn("kms", &name)?.to_string());
        all.push(access_keys::circumstances(cx, query, on_alias));
        if query.operation != "CreateAlias"
            && let Some(Alias { key, .. }) = cx.get(&ALIASES, &AliasName(name)).await?
        {
            keys.push(Target::Key(KeyRef { account: None, named: Named::Id(key) }, cx.account()));
        }
    }
    if query.operation != "DeleteAlias" {
        keys.push(named(cx, query, "TargetKeyId", cx.account()));
    }
    for target in keys {
        all.push(main(cx, query, &target).await?);
    }
    match all.is_empty() {
        true => Ok(vec![query.on("*")]),
        false => Ok(all),
    }
}

/// The key is named, or the ciphertext says which it is.
async fn decrypt(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let text = match query.input_as::<DecryptInput>() {
        Some(input) => {
            input.key_id.clone().or_else(|| of_ciphertext(cx, input.ciphertext_blob.as_deref()))
        }
        None => None,
    };
    let target = target_of(cx, text.unwrap_or_default(), cx.account());
    Ok(vec![main(cx, query, &target).await?])
}

/// The destination comes first: the call acts in its account. A source without an ARN is the caller's.
async fn re_encrypt(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let source = match query.input_as::<ReEncryptInput>() {
        Some(input) => input
            .source_key_id
            .clone()
            .or_else(|| of_ciphertext(cx, input.ciphertext_blob.as_deref())),
        None => None,
    };
    let from = target_of(cx, source.unwrap_or_default(), cx.caller().account);
    let to = named(cx, query, "DestinationKeyId", cx.account());
    let same = match (&from, &to) {
        (Target::Key(from, _), Target::Key(to, _)) => from == to,
        _ => false,
    };
    let mut all = Vec::new();
    for (action, operation, target, member) in [
        ("kms:ReEncryptTo", "ReEncryptTo", to, "DestinationEncryptionContext"),
        ("kms:ReEncryptFrom", "ReEncryptFrom", from, "SourceEncryptionContext"),
    ] {
        let context = context(query, member);
        let question = Question { operation, context: context.as_ref(), gives: None };
        let required = on_key(cx, query, action.to_owned(), &target, &question).await?;
        all.push(required.with_key("kms:ReEncryptOnSameKey", same));
    }
    Ok(all)
}

/// Names the key that a ciphertext is under.
fn of_ciphertext(cx: &Cx<'_>, blob: Option<&[u8]>) -> Option<String> {
    encryption::key_named_by(cx, blob?)
}

async fn replicate(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let target = named(cx, query, "KeyId", cx.account());
    let mut all = vec![main(cx, query, &target).await?];
    let create = Required::new("kms:CreateKey", "*");
    all.push(access_keys::circumstances(cx, query, create));
    all.extend(tagging(query).map(|required| access_keys::circumstances(cx, query, required)));
    Ok(all)
}

/// Both the old and the new primary key have to allow it.
async fn update_primary(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let target = named(cx, query, "KeyId", cx.account());
    let mut all = vec![main(cx, query, &target).await?];
    let wanted = query.input.text("PrimaryRegion").and_then(|name| Region::parse(&name));
    if let (Target::Key(named, _), Some(region)) = (&target, wanted) {
        let home = cx.enter_region(region);
        let replica = key_lookup::look(cx, named).await;
        let required = match replica {
            Ok(Some(replica)) => of_key(cx, query, query.action.to_string(), &replica).map(Some),
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        cx.enter_region(home);
        all.extend(required?);
    }
    Ok(all)
}

/// The encryption context in the member called so; `None` when the operation has none.
fn context(query: &AccessQuery<'_>, member: &str) -> Option<Pairs> {
    query.input.knows(member).then(|| {
        let mut pairs = query.input.tags(member);
        pairs.sort();
        pairs
    })
}

/// A text that a client sent, short enough for an ARN.
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(512).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
