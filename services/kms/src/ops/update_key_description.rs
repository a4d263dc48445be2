//! UpdateKeyDescription.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html>

use gen_kms::{UpdateKeyDescriptionInput, UpdateKeyDescriptionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_key_description(
    _cx: &mut Cx<'_>,
    _input: &UpdateKeyDescriptionInput,
) -> ApiResult<UpdateKeyDescriptionOutput> {
    Err(ApiError::not_implemented("kms:UpdateKeyDescription"))
}
