//! GenerateMac.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html>

use gen_kms::{GenerateMacInput, GenerateMacOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_mac(
    _cx: &mut Cx<'_>,
    _input: &GenerateMacInput,
) -> ApiResult<GenerateMacOutput> {
    Err(ApiError::not_implemented("kms:GenerateMac"))
}
