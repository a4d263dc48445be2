//! ListAccountAliases.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListAccountAliases.html>

use gen_iam::{ListAccountAliasesInput, ListAccountAliasesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_account_aliases(
    _cx: &mut Cx<'_>,
    _input: &ListAccountAliasesInput,
) -> ApiResult<ListAccountAliasesOutput> {
    Err(ApiError::not_implemented("iam:ListAccountAliases"))
}
