//! ListParts.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListParts.html>

use gen_s3::{ListPartsInput, ListPartsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_parts(
    _cx: &mut Cx<'_>,
    _input: &ListPartsInput,
) -> ApiResult<ListPartsOutput> {
    Err(ApiError::not_implemented("s3:ListParts"))
}
