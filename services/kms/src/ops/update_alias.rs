//! UpdateAlias: points a name at another key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html>

use gen_kms::{UpdateAliasInput, UpdateAliasOutput};
use kernel::{ApiResult, Cx};

use crate::alias::{self, Alias};
use crate::key_id::AliasName;
use crate::tables::{ALIASES, KEYS};
use crate::{aliases, errors, state};

pub(crate) async fn update_alias(
    cx: &mut Cx<'_>,
    input: &UpdateAliasInput,
) -> ApiResult<UpdateAliasOutput> {
    let name = AliasName::own(&input.alias_name)?;
    let known = aliases::get(cx, &name).await?;
    let mut to = aliases::target(cx, &input.target_key_id).await?;
    state::require_not_deleting(&to)?;
    if let Some(mut from) = cx.get(&KEYS, &known.key).await?.filter(|from| from.id != to.id) {
        if !alias::may_move(&from, &to) {
            return Err(errors::validation(format!(
                "Alias {name} can only be moved to a key of the same type and key usage."
            )));
        }
        aliases::attach(&mut to, &name)?;
        from.aliases.retain(|alias| *alias != name);
        cx.put(&KEYS, &from.id, &from);
        cx.put(&KEYS, &to.id, &to);
    }
    let moved = Alias { key: to.id, created: known.created, updated: cx.now() };
    cx.put(&ALIASES, &name, &moved);
    Ok(UpdateAliasOutput {})
}
