//! CreateSession.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CreateSession.html>

use gen_s3::{CreateSessionInput, CreateSessionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_session(
    _cx: &mut Cx<'_>,
    _input: &CreateSessionInput,
) -> ApiResult<CreateSessionOutput> {
    Err(ApiError::not_implemented("s3:CreateSession"))
}
