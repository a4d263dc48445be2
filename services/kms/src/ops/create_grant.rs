//! CreateGrant: a permission for one principal on one key. Asked for again under the same name, the same grant answers,
//! with another token.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html>

use gen_kms::{CreateGrantInput, CreateGrantOutput};
use kernel::{ApiResult, Cx};

use crate::tables::GRANTS;
use crate::{errors, grants, key_lookup, limits, new_grant, state};

pub(crate) async fn create_grant(
    cx: &mut Cx<'_>,
    input: &CreateGrantInput,
) -> ApiResult<CreateGrantOutput> {
    let mut key = key_lookup::find_to_change(cx, &input.key_id).await?;
    let grant = new_grant::parse(cx, &key, input).await?;
    state::require_enabled(cx, &key).await?;
    if input.dry_run == Some(true) {
        return Err(errors::dry_run());
    }
    let same = grants::of_grantee(cx, &key.id, grant.grantee.as_str()).await?;
    let same = same.into_iter().find(|known| known.name.is_some() && known.is_same(&grant));
    let id = match same {
        Some(known) => known.id,
        None => {
            if cx.count_rows(&GRANTS, &key.id).await? >= limits::GRANTS_PER_KEY {
                return Err(errors::too_many("grants of this key", limits::GRANTS_PER_KEY));
            }
            grants::add(cx, &mut key, &grant).await?;
            grant.id
        }
    };
    let grant_token = Some(grants::token(cx.kernel(), &key.arn, &id)?);
    Ok(CreateGrantOutput { grant_token, grant_id: Some(id) })
}
