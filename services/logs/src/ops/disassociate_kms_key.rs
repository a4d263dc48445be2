//! DisassociateKmsKey.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DisassociateKmsKey.html>

use gen_logs::{DisassociateKmsKeyInput, DisassociateKmsKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disassociate_kms_key(
    _cx: &mut Cx<'_>,
    _input: &DisassociateKmsKeyInput,
) -> ApiResult<DisassociateKmsKeyOutput> {
    Err(ApiError::not_implemented("logs:DisassociateKmsKey"))
}
