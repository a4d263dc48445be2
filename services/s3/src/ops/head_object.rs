//! HeadObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_HeadObject.html>

use gen_s3::{HeadObjectInput, HeadObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn head_object(
    _cx: &mut Cx<'_>,
    _input: &HeadObjectInput,
) -> ApiResult<HeadObjectOutput> {
    Err(ApiError::not_implemented("s3:HeadObject"))
}
