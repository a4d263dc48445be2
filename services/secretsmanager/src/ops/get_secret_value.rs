//! GetSecretValue.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetSecretValue.html>

use gen_secretsmanager::{GetSecretValueInput, GetSecretValueOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_secret_value(
    _cx: &mut Cx<'_>,
    _input: &GetSecretValueInput,
) -> ApiResult<GetSecretValueOutput> {
    Err(ApiError::not_implemented("secretsmanager:GetSecretValue"))
}
