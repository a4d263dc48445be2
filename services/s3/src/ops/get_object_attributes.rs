//! GetObjectAttributes.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectAttributes.html>

use gen_s3::{GetObjectAttributesInput, GetObjectAttributesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_attributes(
    _cx: &mut Cx<'_>,
    _input: &GetObjectAttributesInput,
) -> ApiResult<GetObjectAttributesOutput> {
    Err(ApiError::not_implemented("s3:GetObjectAttributes"))
}
