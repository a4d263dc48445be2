//! BatchGetSecretValue.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_BatchGetSecretValue.html>

use gen_secretsmanager::{BatchGetSecretValueInput, BatchGetSecretValueOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn batch_get_secret_value(
    _cx: &mut Cx<'_>,
    _input: &BatchGetSecretValueInput,
) -> ApiResult<BatchGetSecretValueOutput> {
    Err(ApiError::not_implemented("secretsmanager:BatchGetSecretValue"))
}
