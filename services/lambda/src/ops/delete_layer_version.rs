//! DeleteLayerVersion.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteLayerVersion.html>

use gen_lambda::{DeleteLayerVersionInput, DeleteLayerVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_layer_version(
    _cx: &mut Cx<'_>,
    _input: &DeleteLayerVersionInput,
) -> ApiResult<DeleteLayerVersionOutput> {
    Err(ApiError::not_implemented("lambda:DeleteLayerVersion"))
}
