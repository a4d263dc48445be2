//! SelectObjectContent.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_SelectObjectContent.html>

use gen_s3::{SelectObjectContentInput, SelectObjectContentOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn select_object_content(
    _cx: &mut Cx<'_>,
    _input: &SelectObjectContentInput,
) -> ApiResult<SelectObjectContentOutput> {
    Err(ApiError::not_implemented("s3:SelectObjectContent"))
}
