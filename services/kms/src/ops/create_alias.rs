//! CreateAlias: a name for a key of the account.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html>

use gen_kms::errors::already_exists_exception;
use gen_kms::{CreateAliasInput, CreateAliasOutput};
use kernel::{ApiResult, Cx};

use crate::alias::Alias;
use crate::key_id::AliasName;
use crate::tables::{ALIASES, KEYS};
use crate::{aliases, state};

pub(crate) async fn create_alias(
    cx: &mut Cx<'_>,
    input: &CreateAliasInput,
) -> ApiResult<CreateAliasOutput> {
    let name = AliasName::own(&input.alias_name)?;
    let mut key = aliases::target(cx, &input.target_key_id).await?;
    if cx.has(&ALIASES, &name).await? {
        let arn = cx.arn("kms", name.as_str())?;
        let message = format!("An alias with the name {arn} already exists");
        return Err(already_exists_exception(message));
    }
    state::require_not_deleting(&key)?;
    aliases::attach(&mut key, &name)?;
    let now = cx.now();
    cx.put(&ALIASES, &name, &Alias { key: key.id.clone(), created: now, updated: now });
    cx.put(&KEYS, &key.id, &key);
    Ok(CreateAliasOutput {})
}
