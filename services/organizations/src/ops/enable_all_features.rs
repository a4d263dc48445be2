//! EnableAllFeatures.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAllFeatures.html>

use gen_organizations::{EnableAllFeaturesInput, EnableAllFeaturesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_all_features(
    _cx: &mut Cx<'_>,
    _input: &EnableAllFeaturesInput,
) -> ApiResult<EnableAllFeaturesOutput> {
    Err(ApiError::not_implemented("organizations:EnableAllFeatures"))
}
