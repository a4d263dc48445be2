//! GetLayerVersionByArn.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetLayerVersionByArn.html>

use gen_lambda::{GetLayerVersionByArnInput, GetLayerVersionByArnOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_layer_version_by_arn(
    _cx: &mut Cx<'_>,
    _input: &GetLayerVersionByArnInput,
) -> ApiResult<GetLayerVersionByArnOutput> {
    Err(ApiError::not_implemented("lambda:GetLayerVersionByArn"))
}
