//! GetLayerVersionByArn: the same as GetLayerVersion, by the ARN of the version.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html>

use gen_lambda::{GetLayerVersionByArnRequest, GetLayerVersionResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::layer::{self, LayerArn};

pub(crate) async fn get_layer_version_by_arn(
    cx: &mut Cx<'_>,
    input: &GetLayerVersionByArnRequest,
) -> ApiResult<GetLayerVersionResponse> {
    let here = |arn: &LayerArn<'_>| arn.region == cx.region().as_str();
    let arn = LayerArn::parse(&input.arn).filter(here).ok_or_else(errors::no_such_resource)?;
    layer::get(cx, arn.name, arn.version).await?.shown(cx, arn.name)
}
