//! CreateSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_CreateSecret.html>

use gen_secretsmanager::{CreateSecretInput, CreateSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_secret(
    _cx: &mut Cx<'_>,
    _input: &CreateSecretInput,
) -> ApiResult<CreateSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:CreateSecret"))
}
