//! UnlabelParameterVersion.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_UnlabelParameterVersion.html>

use gen_ssm::{UnlabelParameterVersionInput, UnlabelParameterVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn unlabel_parameter_version(
    _cx: &mut Cx<'_>,
    _input: &UnlabelParameterVersionInput,
) -> ApiResult<UnlabelParameterVersionOutput> {
    Err(ApiError::not_implemented("ssm:UnlabelParameterVersion"))
}
