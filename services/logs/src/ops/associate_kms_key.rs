//! AssociateKmsKey.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_AssociateKmsKey.html>

use gen_logs::{AssociateKmsKeyInput, AssociateKmsKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn associate_kms_key(
    _cx: &mut Cx<'_>,
    _input: &AssociateKmsKeyInput,
) -> ApiResult<AssociateKmsKeyOutput> {
    Err(ApiError::not_implemented("logs:AssociateKmsKey"))
}
