//! Scan.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_Scan.html>

use gen_dynamodb::{ScanInput, ScanOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn scan(
    _cx: &mut Cx<'_>,
    _input: &ScanInput,
) -> ApiResult<ScanOutput> {
    Err(ApiError::not_implemented("dynamodb:Scan"))
}
