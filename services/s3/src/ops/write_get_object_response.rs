//! WriteGetObjectResponse.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_WriteGetObjectResponse.html>

use gen_s3::{WriteGetObjectResponseInput, WriteGetObjectResponseOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn write_get_object_response(
    _cx: &mut Cx<'_>,
    _input: &WriteGetObjectResponseInput,
) -> ApiResult<WriteGetObjectResponseOutput> {
    Err(ApiError::not_implemented("s3:WriteGetObjectResponse"))
}
