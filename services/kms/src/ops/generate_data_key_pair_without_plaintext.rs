//! GenerateDataKeyPairWithoutPlaintext.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html>

use gen_kms::{GenerateDataKeyPairWithoutPlaintextInput, GenerateDataKeyPairWithoutPlaintextOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_data_key_pair_without_plaintext(
    _cx: &mut Cx<'_>,
    _input: &GenerateDataKeyPairWithoutPlaintextInput,
) -> ApiResult<GenerateDataKeyPairWithoutPlaintextOutput> {
    Err(ApiError::not_implemented("kms:GenerateDataKeyPairWithoutPlaintext"))
}
