//! GetLayerVersionPolicy.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetLayerVersionPolicy.html>

use gen_lambda::{GetLayerVersionPolicyInput, GetLayerVersionPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_layer_version_policy(
    _cx: &mut Cx<'_>,
    _input: &GetLayerVersionPolicyInput,
) -> ApiResult<GetLayerVersionPolicyOutput> {
    Err(ApiError::not_implemented("lambda:GetLayerVersionPolicy"))
}
