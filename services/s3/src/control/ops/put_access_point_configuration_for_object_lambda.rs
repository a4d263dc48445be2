//! PutAccessPointConfigurationForObjectLambda: which functions answer what from now on.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessPointConfigurationForObjectLambda.html>

use std::sync::Arc;

use gen_s3control::PutAccessPointConfigurationForObjectLambdaInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::object_lambda::setup::Setup;
use crate::object_lambda::{self, LambdaPoint};

pub(crate) async fn put_access_point_configuration_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &PutAccessPointConfigurationForObjectLambdaInput,
) -> ApiResult<Empty> {
    let point = object_lambda::own(cx, &input.name).await?;
    let setup = Setup::parse(cx, &input.configuration).await?;
    let changed = LambdaPoint { setup, ..Arc::unwrap_or_clone(point) };
    object_lambda::save(cx, &changed);
    Ok(Empty::default())
}
