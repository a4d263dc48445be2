//! SubmitMultiRegionAccessPointRoutes: which buckets requests go to from here on.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_SubmitMultiRegionAccessPointRoutes.html>

use std::sync::Arc;

use gen_s3control::{
    SubmitMultiRegionAccessPointRoutesInput, SubmitMultiRegionAccessPointRoutesOutput,
};
use kernel::{ApiResult, Cx};

use crate::mrap::{self, Status, errors};
use crate::tables::MRAPS;

pub(crate) async fn submit_multi_region_access_point_routes(
    cx: &mut Cx<'_>,
    input: &SubmitMultiRegionAccessPointRoutesInput,
) -> ApiResult<SubmitMultiRegionAccessPointRoutesOutput> {
    let mrap = mrap::own_by_alias(cx, &input.mrap).await?;
    if mrap.status != Status::Ready {
        return Err(errors::not_ready());
    }
    let mut mrap = Arc::unwrap_or_clone(mrap);
    for update in &input.route_updates {
        let active = match update.traffic_dial_percentage {
            0 => false,
            100 => true,
            _ => return Err(errors::bad_dial()),
        };
        let (bucket, region) = (update.bucket.as_deref(), update.region.as_deref());
        let meant = |member: &&mut mrap::Member| {
            let in_region = member.region.as_ref().map(kernel::Region::as_str);
            bucket.is_none_or(|name| name == member.bucket.as_str())
                && region.is_none_or(|name| Some(name) == in_region)
                && (bucket.is_some() || region.is_some())
        };
        let member = mrap.buckets.iter_mut().find(meant).ok_or_else(errors::no_such_route)?;
        member.active = active;
    }
    if !mrap.buckets.iter().any(|member| member.active) {
        return Err(errors::no_active_route());
    }
    let key = mrap::key(mrap.account, &mrap.name);
    cx.put(&MRAPS, &key, &mrap);
    Ok(SubmitMultiRegionAccessPointRoutesOutput::default())
}
