//! DescribeContinuousBackups.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeContinuousBackups.html>

use gen_dynamodb::{DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_continuous_backups(
    _cx: &mut Cx<'_>,
    _input: &DescribeContinuousBackupsInput,
) -> ApiResult<DescribeContinuousBackupsOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeContinuousBackups"))
}
