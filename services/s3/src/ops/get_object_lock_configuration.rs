//! GetObjectLockConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectLockConfiguration.html>

use gen_s3::{GetObjectLockConfigurationInput, GetObjectLockConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_lock_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetObjectLockConfigurationInput,
) -> ApiResult<GetObjectLockConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetObjectLockConfiguration"))
}
