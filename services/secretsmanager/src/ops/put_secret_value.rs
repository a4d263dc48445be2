//! PutSecretValue.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_PutSecretValue.html>

use gen_secretsmanager::{PutSecretValueInput, PutSecretValueOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_secret_value(
    _cx: &mut Cx<'_>,
    _input: &PutSecretValueInput,
) -> ApiResult<PutSecretValueOutput> {
    Err(ApiError::not_implemented("secretsmanager:PutSecretValue"))
}
