//! RetireGrant: gives a grant back, when its work is done.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html>

use gen_kms::{RetireGrantInput, RetireGrantOutput};
use kernel::{ApiResult, Cx};

use crate::{errors, grants, key_lookup, retire};

pub(crate) async fn retire_grant(
    cx: &mut Cx<'_>,
    input: &RetireGrantInput,
) -> ApiResult<RetireGrantOutput> {
    let meant = retire::named(cx, input)?;
    let key = key_lookup::find_key(cx, &meant.key_arn).await?;
    let grant = grants::get(cx, &key, &meant.grant).await?;
    let grant = grant.ok_or_else(|| errors::no_such_grant(&meant.grant))?;
    if input.dry_run == Some(true) {
        return Err(errors::dry_run());
    }
    grants::remove(cx, &key, &grant).await?;
    Ok(RetireGrantOutput {})
}
