//! GetObjectRetention.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectRetention.html>

use gen_s3::{GetObjectRetentionInput, GetObjectRetentionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_retention(
    _cx: &mut Cx<'_>,
    _input: &GetObjectRetentionInput,
) -> ApiResult<GetObjectRetentionOutput> {
    Err(ApiError::not_implemented("s3:GetObjectRetention"))
}
