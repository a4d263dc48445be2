//! UpdateAlias.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html>

use gen_kms::{UpdateAliasInput, UpdateAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_alias(
    _cx: &mut Cx<'_>,
    _input: &UpdateAliasInput,
) -> ApiResult<UpdateAliasOutput> {
    Err(ApiError::not_implemented("kms:UpdateAlias"))
}
