//! RevokeGrant: takes a grant away.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html>

use gen_kms::{RevokeGrantInput, RevokeGrantOutput};
use kernel::{ApiResult, Cx};

use crate::{errors, grants, key_lookup};

pub(crate) async fn revoke_grant(
    cx: &mut Cx<'_>,
    input: &RevokeGrantInput,
) -> ApiResult<RevokeGrantOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    let grant = grants::get(cx, &key, &input.grant_id).await?;
    let grant = grant.ok_or_else(|| errors::no_such_grant(&input.grant_id))?;
    if input.dry_run == Some(true) {
        return Err(errors::dry_run());
    }
    grants::remove(cx, &key, &grant).await?;
    Ok(RevokeGrantOutput {})
}
