//! GetLayerVersionPolicy: who may use a version of a layer.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionPolicy.html>

use gen_lambda::{GetLayerVersionPolicyRequest, GetLayerVersionPolicyResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::layer::{self, LayerTarget};

pub(crate) async fn get_layer_version_policy(
    cx: &mut Cx<'_>,
    input: &GetLayerVersionPolicyRequest,
) -> ApiResult<GetLayerVersionPolicyResponse> {
    let name = LayerTarget::parse(&input.layer_name).name;
    let version = layer::get_for_policy(cx, &name, input.version_number).await?;
    let policy = version
        .policy
        .ok_or_else(|| errors::not_found("No policy is associated with the given resource."))?;
    Ok(GetLayerVersionPolicyResponse {
        policy: Some(policy.text),
        revision_id: Some(policy.revision),
    })
}
