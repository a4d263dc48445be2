//! ListKeys.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html>

use gen_kms::{ListKeysInput, ListKeysOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_keys(
    _cx: &mut Cx<'_>,
    _input: &ListKeysInput,
) -> ApiResult<ListKeysOutput> {
    Err(ApiError::not_implemented("kms:ListKeys"))
}
