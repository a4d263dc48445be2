//! GetLayerVersion: a version of a layer, and an address where its package can be fetched for a while.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersion.html>

use gen_lambda::{GetLayerVersionRequest, GetLayerVersionResponse};
use kernel::{ApiResult, Cx};

use crate::layer::{self, LayerTarget};

pub(crate) async fn get_layer_version(
    cx: &mut Cx<'_>,
    input: &GetLayerVersionRequest,
) -> ApiResult<GetLayerVersionResponse> {
    let number = layer::number(input.version_number)?;
    let name = LayerTarget::parse(&input.layer_name).name;
    layer::get(cx, &name, number).await?.shown(cx, &name)
}
