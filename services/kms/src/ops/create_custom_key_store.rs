//! CreateCustomKeyStore.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateCustomKeyStore.html>

use gen_kms::{CreateCustomKeyStoreInput, CreateCustomKeyStoreOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_custom_key_store(
    _cx: &mut Cx<'_>,
    _input: &CreateCustomKeyStoreInput,
) -> ApiResult<CreateCustomKeyStoreOutput> {
    Err(ApiError::not_implemented("kms:CreateCustomKeyStore"))
}
