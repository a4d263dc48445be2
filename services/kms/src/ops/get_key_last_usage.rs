//! GetKeyLastUsage.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html>

use gen_kms::{GetKeyLastUsageInput, GetKeyLastUsageOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_key_last_usage(
    _cx: &mut Cx<'_>,
    _input: &GetKeyLastUsageInput,
) -> ApiResult<GetKeyLastUsageOutput> {
    Err(ApiError::not_implemented("kms:GetKeyLastUsage"))
}
