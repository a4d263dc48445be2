//! UpdateContinuousBackups.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateContinuousBackups.html>

use gen_dynamodb::{UpdateContinuousBackupsInput, UpdateContinuousBackupsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_continuous_backups(
    _cx: &mut Cx<'_>,
    _input: &UpdateContinuousBackupsInput,
) -> ApiResult<UpdateContinuousBackupsOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateContinuousBackups"))
}
