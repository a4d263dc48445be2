//! DescribeMultiRegionAccessPointOperation: how far a request is.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DescribeMultiRegionAccessPointOperation.html>

use gen_s3control::{
    DescribeMultiRegionAccessPointOperationInput, DescribeMultiRegionAccessPointOperationOutput,
};
use kernel::{ApiResult, Cx};

use crate::mrap::{self, errors, request, shown};
use crate::tables::MRAPS;

pub(crate) async fn describe_multi_region_access_point_operation(
    cx: &mut Cx<'_>,
    input: &DescribeMultiRegionAccessPointOperationInput,
) -> ApiResult<DescribeMultiRegionAccessPointOperationOutput> {
    let asked = input.request_token_arn.as_str();
    let token = asked.rsplit('/').next().unwrap_or_default();
    let found = request::find(cx, token).await?;
    let request = found.ok_or_else(errors::no_such_request)?;
    if request::arn(cx, &request) != asked {
        return Err(errors::no_such_request());
    }
    let key = mrap::key(cx.account(), &request.name);
    let mrap = cx.get_shared(&MRAPS, &key).await?;
    Ok(DescribeMultiRegionAccessPointOperationOutput {
        async_operation: Some(shown::operation(cx, &request, mrap.as_deref())),
    })
}
