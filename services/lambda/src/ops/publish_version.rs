//! PublishVersion.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PublishVersion.html>

use gen_lambda::{PublishVersionInput, PublishVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn publish_version(
    _cx: &mut Cx<'_>,
    _input: &PublishVersionInput,
) -> ApiResult<PublishVersionOutput> {
    Err(ApiError::not_implemented("lambda:PublishVersion"))
}
