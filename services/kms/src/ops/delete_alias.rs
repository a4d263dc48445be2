//! DeleteAlias: the name goes, the key stays.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html>

use gen_kms::{DeleteAliasInput, DeleteAliasOutput};
use kernel::{ApiResult, Cx};

use crate::aliases;
use crate::key_id::AliasName;
use crate::tables::{ALIASES, KEYS};

pub(crate) async fn delete_alias(
    cx: &mut Cx<'_>,
    input: &DeleteAliasInput,
) -> ApiResult<DeleteAliasOutput> {
    let name = AliasName::own(&input.alias_name)?;
    let known = aliases::get(cx, &name).await?;
    if let Some(mut key) = cx.get(&KEYS, &known.key).await? {
        key.aliases.retain(|alias| *alias != name);
        cx.put(&KEYS, &key.id, &key);
    }
    cx.delete(&ALIASES, &name);
    Ok(DeleteAliasOutput {})
}
