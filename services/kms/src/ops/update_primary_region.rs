//! UpdatePrimaryRegion.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html>

use gen_kms::{UpdatePrimaryRegionInput, UpdatePrimaryRegionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_primary_region(
    _cx: &mut Cx<'_>,
    _input: &UpdatePrimaryRegionInput,
) -> ApiResult<UpdatePrimaryRegionOutput> {
    Err(ApiError::not_implemented("kms:UpdatePrimaryRegion"))
}
