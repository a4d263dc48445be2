//! GetServiceLastAccessedDetailsWithEntities.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html>

use gen_iam::{GetServiceLastAccessedDetailsWithEntitiesInput, GetServiceLastAccessedDetailsWithEntitiesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_service_last_accessed_details_with_entities(
    _cx: &mut Cx<'_>,
    _input: &GetServiceLastAccessedDetailsWithEntitiesInput,
) -> ApiResult<GetServiceLastAccessedDetailsWithEntitiesOutput> {
    Err(ApiError::not_implemented("iam:GetServiceLastAccessedDetailsWithEntities"))
}
