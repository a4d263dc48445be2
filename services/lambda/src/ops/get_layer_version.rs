//! GetLayerVersion.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetLayerVersion.html>

use gen_lambda::{GetLayerVersionInput, GetLayerVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_layer_version(
    _cx: &mut Cx<'_>,
    _input: &GetLayerVersionInput,
) -> ApiResult<GetLayerVersionOutput> {
    Err(ApiError::not_implemented("lambda:GetLayerVersion"))
}
