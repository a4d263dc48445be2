//! GenerateDataKeyPair.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html>

use gen_kms::{GenerateDataKeyPairInput, GenerateDataKeyPairOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_data_key_pair(
    _cx: &mut Cx<'_>,
    _input: &GenerateDataKeyPairInput,
) -> ApiResult<GenerateDataKeyPairOutput> {
    Err(ApiError::not_implemented("kms:GenerateDataKeyPair"))
}
