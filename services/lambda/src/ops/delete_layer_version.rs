//! DeleteLayerVersion: no function can begin to use the version any more; those that use it keep it. One that is not there
//! is gone already.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteLayerVersion.html>

use gen_lambda::DeleteLayerVersionRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::layer::{self, LayerTarget};

pub(crate) async fn delete_layer_version(
    cx: &mut Cx<'_>,
    input: &DeleteLayerVersionRequest,
) -> ApiResult<Empty> {
    let number = layer::number(input.version_number)?;
    let name = LayerTarget::parse(&input.layer_name).name;
    layer::remove(cx, &name, number).await?;
    Ok(Empty::default())
}
