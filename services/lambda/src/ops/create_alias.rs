//! CreateAlias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_CreateAlias.html>

use gen_lambda::{CreateAliasInput, CreateAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_alias(
    _cx: &mut Cx<'_>,
    _input: &CreateAliasInput,
) -> ApiResult<CreateAliasOutput> {
    Err(ApiError::not_implemented("lambda:CreateAlias"))
}
