//! StartResourceScan.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_StartResourceScan.html>

use gen_accessanalyzer::{StartResourceScanInput, StartResourceScanOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn start_resource_scan(
    _cx: &mut Cx<'_>,
    _input: &StartResourceScanInput,
) -> ApiResult<StartResourceScanOutput> {
    Err(ApiError::not_implemented("accessanalyzer:StartResourceScan"))
}
