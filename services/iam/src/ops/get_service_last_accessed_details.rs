//! GetServiceLastAccessedDetails.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetServiceLastAccessedDetails.html>

use gen_iam::{GetServiceLastAccessedDetailsInput, GetServiceLastAccessedDetailsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_service_last_accessed_details(
    _cx: &mut Cx<'_>,
    _input: &GetServiceLastAccessedDetailsInput,
) -> ApiResult<GetServiceLastAccessedDetailsOutput> {
    Err(ApiError::not_implemented("iam:GetServiceLastAccessedDetails"))
}
