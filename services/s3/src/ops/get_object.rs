//! GetObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObject.html>

use gen_s3::{GetObjectInput, GetObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object(
    _cx: &mut Cx<'_>,
    _input: &GetObjectInput,
) -> ApiResult<GetObjectOutput> {
    Err(ApiError::not_implemented("s3:GetObject"))
}
