//! ListAccessKeys.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListAccessKeys.html>

use gen_iam::{ListAccessKeysInput, ListAccessKeysOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_access_keys(
    _cx: &mut Cx<'_>,
    _input: &ListAccessKeysInput,
) -> ApiResult<ListAccessKeysOutput> {
    Err(ApiError::not_implemented("iam:ListAccessKeys"))
}
