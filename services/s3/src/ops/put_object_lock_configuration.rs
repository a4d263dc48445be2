//! PutObjectLockConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObjectLockConfiguration.html>

use gen_s3::{PutObjectLockConfigurationInput, PutObjectLockConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object_lock_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutObjectLockConfigurationInput,
) -> ApiResult<PutObjectLockConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutObjectLockConfiguration"))
}
