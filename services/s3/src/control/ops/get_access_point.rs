//! GetAccessPoint: what an access point is.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html>

use gen_s3control::{
    GetAccessPointInput, GetAccessPointOutput, PublicAccessBlockConfiguration, VpcConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::control::endpoints;
use crate::{access_point, access_point_name};

pub(crate) async fn get_access_point(
    cx: &mut Cx<'_>,
    input: &GetAccessPointInput,
) -> ApiResult<GetAccessPointOutput> {
    access_point_name::check(&input.name)?;
    let point = access_point::own(cx, &input.name).await?;
    let block = point.block;
    Ok(GetAccessPointOutput {
        name: Some(point.name.clone()),
        bucket: Some(point.bucket.to_string()),
        network_origin: Some(point.network_origin().to_owned()),
        vpc_configuration: point.vpc.clone().map(|vpc_id| VpcConfiguration { vpc_id }),
        public_access_block_configuration: Some(PublicAccessBlockConfiguration {
            block_public_acls: Some(block.block_acls),
            ignore_public_acls: Some(block.ignore_acls),
            block_public_policy: Some(block.block_policy),
            restrict_public_buckets: Some(block.restrict_buckets),
        }),
        creation_date: Some(point.created),
        alias: Some(point.alias.clone()),
        access_point_arn: Some(point.arn()),
        endpoints: Some(endpoints::of(&cx.endpoint().authority, &point.region)),
        bucket_account_id: Some(point.bucket_owner.to_string()),
        ..GetAccessPointOutput::default()
    })
}
