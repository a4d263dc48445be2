//! DescribeLimits.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeLimits.html>

use gen_dynamodb::{DescribeLimitsInput, DescribeLimitsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_limits(
    _cx: &mut Cx<'_>,
    _input: &DescribeLimitsInput,
) -> ApiResult<DescribeLimitsOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeLimits"))
}
