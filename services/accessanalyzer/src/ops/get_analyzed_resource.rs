//! GetAnalyzedResource.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetAnalyzedResource.html>

use gen_accessanalyzer::{GetAnalyzedResourceInput, GetAnalyzedResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_analyzed_resource(
    _cx: &mut Cx<'_>,
    _input: &GetAnalyzedResourceInput,
) -> ApiResult<GetAnalyzedResourceOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetAnalyzedResource"))
}
