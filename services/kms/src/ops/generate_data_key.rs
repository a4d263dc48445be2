//! GenerateDataKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html>

use gen_kms::{GenerateDataKeyInput, GenerateDataKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_data_key(
    _cx: &mut Cx<'_>,
    _input: &GenerateDataKeyInput,
) -> ApiResult<GenerateDataKeyOutput> {
    Err(ApiError::not_implemented("kms:GenerateDataKey"))
}
