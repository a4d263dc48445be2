//! ListAliases.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListAliases.html>

use gen_lambda::{ListAliasesInput, ListAliasesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_aliases(
    _cx: &mut Cx<'_>,
    _input: &ListAliasesInput,
) -> ApiResult<ListAliasesOutput> {
    Err(ApiError::not_implemented("lambda:ListAliases"))
}
