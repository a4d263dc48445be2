//! GetMultiRegionAccessPointRoutes: which buckets requests go to.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetMultiRegionAccessPointRoutes.html>

use gen_s3control::{
    GetMultiRegionAccessPointRoutesInput, GetMultiRegionAccessPointRoutesOutput,
    MultiRegionAccessPointRoute,
};
use kernel::{ApiResult, Cx};

use crate::mrap;

pub(crate) async fn get_multi_region_access_point_routes(
    cx: &mut Cx<'_>,
    input: &GetMultiRegionAccessPointRoutesInput,
) -> ApiResult<GetMultiRegionAccessPointRoutesOutput> {
    let mrap = mrap::own_by_alias(cx, &input.mrap).await?;
    let routes = mrap.buckets.iter().map(|member| MultiRegionAccessPointRoute {
        bucket: Some(member.bucket.to_string()),
        region: member.region.as_ref().map(ToString::to_string),
        traffic_dial_percentage: if member.active { 100 } else { 0 },
    });
    Ok(GetMultiRegionAccessPointRoutesOutput {
        mrap: Some(mrap::arn(cx.partition(), mrap.account, &mrap.alias)),
        routes: Some(routes.collect()),
    })
}
