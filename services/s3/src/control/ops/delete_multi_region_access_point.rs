//! DeleteMultiRegionAccessPoint: it serves nobody from here on, and is gone a little later. Its buckets stay.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteMultiRegionAccessPoint.html>

use std::sync::Arc;

use gen_s3control::{DeleteMultiRegionAccessPointRequest, DeleteMultiRegionAccessPointResult};
use kernel::{ApiResult, Cx};

use crate::mrap::request::{self, What};
use crate::mrap::{self, Mrap, Status};
use crate::tables::MRAPS;

pub(crate) async fn delete_multi_region_access_point(
    cx: &mut Cx<'_>,
    input: &DeleteMultiRegionAccessPointRequest,
) -> ApiResult<DeleteMultiRegionAccessPointResult> {
    let (token, name) = (input.client_token.as_str(), input.details.name.as_str());
    let arn = match request::again(cx, token, name, &What::Delete).await? {
        Some(arn) => arn,
        None => {
            let mrap = mrap::own_ready(cx, name).await?;
            let key = mrap::key(cx.account(), name);
            let changed = Mrap { status: Status::Deleting, ..Arc::unwrap_or_clone(mrap) };
            cx.put(&MRAPS, &key, &changed);
            request::take(cx, token, name, What::Delete).await?
        }
    };
    Ok(DeleteMultiRegionAccessPointResult { request_token_arn: Some(arn) })
}
