//! GetRandomPassword: a random password.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetRandomPassword.html>

use gen_secretsmanager::{GetRandomPasswordRequest, GetRandomPasswordResponse};
use kernel::{ApiResult, Cx};

use crate::password::Recipe;

pub(crate) async fn get_random_password(
    cx: &mut Cx<'_>,
    input: &GetRandomPasswordRequest,
) -> ApiResult<GetRandomPasswordResponse> {
    let password = Recipe::of(input)?.cook(cx.random());
    Ok(GetRandomPasswordResponse { random_password: Some(password) })
}
