//! GenerateDataKeyWithoutPlaintext.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html>

use gen_kms::{GenerateDataKeyWithoutPlaintextInput, GenerateDataKeyWithoutPlaintextOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_data_key_without_plaintext(
    _cx: &mut Cx<'_>,
    _input: &GenerateDataKeyWithoutPlaintextInput,
) -> ApiResult<GenerateDataKeyWithoutPlaintextOutput> {
    Err(ApiError::not_implemented("kms:GenerateDataKeyWithoutPlaintext"))
}
