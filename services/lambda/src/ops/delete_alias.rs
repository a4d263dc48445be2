//! DeleteAlias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteAlias.html>

use gen_lambda::{DeleteAliasInput, DeleteAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_alias(
    _cx: &mut Cx<'_>,
    _input: &DeleteAliasInput,
) -> ApiResult<DeleteAliasOutput> {
    Err(ApiError::not_implemented("lambda:DeleteAlias"))
}
