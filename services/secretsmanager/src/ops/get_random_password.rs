//! GetRandomPassword.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetRandomPassword.html>

use gen_secretsmanager::{GetRandomPasswordInput, GetRandomPasswordOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_random_password(
    _cx: &mut Cx<'_>,
    _input: &GetRandomPasswordInput,
) -> ApiResult<GetRandomPasswordOutput> {
    Err(ApiError::not_implemented("secretsmanager:GetRandomPassword"))
}
