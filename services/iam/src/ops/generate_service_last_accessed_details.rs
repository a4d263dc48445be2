//! GenerateServiceLastAccessedDetails.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>

use gen_iam::{GenerateServiceLastAccessedDetailsInput, GenerateServiceLastAccessedDetailsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_service_last_accessed_details(
    _cx: &mut Cx<'_>,
    _input: &GenerateServiceLastAccessedDetailsInput,
) -> ApiResult<GenerateServiceLastAccessedDetailsOutput> {
    Err(ApiError::not_implemented("iam:GenerateServiceLastAccessedDetails"))
}
