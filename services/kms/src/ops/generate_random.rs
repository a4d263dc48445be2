//! GenerateRandom.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html>

use gen_kms::{GenerateRandomInput, GenerateRandomOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_random(
    _cx: &mut Cx<'_>,
    _input: &GenerateRandomInput,
) -> ApiResult<GenerateRandomOutput> {
    Err(ApiError::not_implemented("kms:GenerateRandom"))
}
