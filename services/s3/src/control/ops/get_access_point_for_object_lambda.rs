//! GetAccessPointForObjectLambda: what such an access point is. It is kept from the public, always.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointForObjectLambda.html>

use gen_s3control::{
    GetAccessPointForObjectLambdaInput, GetAccessPointForObjectLambdaOutput,
    PublicAccessBlockConfiguration,
};
use kernel::{ApiResult, Cx};

use super::create_access_point_for_object_lambda::alias;
use crate::object_lambda;

pub(crate) async fn get_access_point_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &GetAccessPointForObjectLambdaInput,
) -> ApiResult<GetAccessPointForObjectLambdaOutput> {
    let point = object_lambda::own(cx, &input.name).await?;
    Ok(GetAccessPointForObjectLambdaOutput {
        name: Some(point.name.clone()),
        public_access_block_configuration: Some(PublicAccessBlockConfiguration {
            block_public_acls: Some(true),
            ignore_public_acls: Some(true),
            block_public_policy: Some(true),
            restrict_public_buckets: Some(true),
        }),
        creation_date: Some(point.created),
        alias: Some(alias(&point)),
    })
}
