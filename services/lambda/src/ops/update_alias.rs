//! UpdateAlias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateAlias.html>

use gen_lambda::{UpdateAliasInput, UpdateAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_alias(
    _cx: &mut Cx<'_>,
    _input: &UpdateAliasInput,
) -> ApiResult<UpdateAliasOutput> {
    Err(ApiError::not_implemented("lambda:UpdateAlias"))
}
