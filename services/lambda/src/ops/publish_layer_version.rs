//! PublishLayerVersion.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PublishLayerVersion.html>

use gen_lambda::{PublishLayerVersionInput, PublishLayerVersionOutput};
use kernel::{ApiError, ApiResult, WaitCx};

pub(crate) async fn publish_layer_version(
    _cx: &mut WaitCx<'_>,
    _input: &PublishLayerVersionInput,
) -> ApiResult<PublishLayerVersionOutput> {
    Err(ApiError::not_implemented("lambda:PublishLayerVersion"))
}
