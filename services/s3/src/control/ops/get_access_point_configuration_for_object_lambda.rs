//! GetAccessPointConfigurationForObjectLambda: which functions answer what, as it was put.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointConfigurationForObjectLambda.html>

use gen_s3control::{
    GetAccessPointConfigurationForObjectLambdaInput,
    GetAccessPointConfigurationForObjectLambdaOutput,
};
use kernel::{ApiResult, Cx};

use crate::object_lambda;

pub(crate) async fn get_access_point_configuration_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &GetAccessPointConfigurationForObjectLambdaInput,
) -> ApiResult<GetAccessPointConfigurationForObjectLambdaOutput> {
    let point = object_lambda::own(cx, &input.name).await?;
    let configuration = Some(point.setup.shown());
    Ok(GetAccessPointConfigurationForObjectLambdaOutput { configuration })
}
