//! GetAlias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetAlias.html>

use gen_lambda::{GetAliasInput, GetAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_alias(
    _cx: &mut Cx<'_>,
    _input: &GetAliasInput,
) -> ApiResult<GetAliasOutput> {
    Err(ApiError::not_implemented("lambda:GetAlias"))
}
