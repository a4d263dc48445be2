//! GetMultiRegionAccessPoint: what it is, and how far.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetMultiRegionAccessPoint.html>

use gen_s3control::{GetMultiRegionAccessPointInput, GetMultiRegionAccessPointOutput};
use kernel::{ApiResult, Cx};

use crate::mrap::{self, shown};

pub(crate) async fn get_multi_region_access_point(
    cx: &mut Cx<'_>,
    input: &GetMultiRegionAccessPointInput,
) -> ApiResult<GetMultiRegionAccessPointOutput> {
    let mrap = mrap::own(cx, &input.name).await?;
    Ok(GetMultiRegionAccessPointOutput { access_point: Some(shown::report(&mrap)) })
}
