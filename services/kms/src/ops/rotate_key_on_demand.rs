//! RotateKeyOnDemand.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html>

use gen_kms::{RotateKeyOnDemandInput, RotateKeyOnDemandOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn rotate_key_on_demand(
    _cx: &mut Cx<'_>,
    _input: &RotateKeyOnDemandInput,
) -> ApiResult<RotateKeyOnDemandOutput> {
    Err(ApiError::not_implemented("kms:RotateKeyOnDemand"))
}
