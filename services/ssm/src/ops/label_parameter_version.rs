//! LabelParameterVersion.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_LabelParameterVersion.html>

use gen_ssm::{LabelParameterVersionInput, LabelParameterVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn label_parameter_version(
    _cx: &mut Cx<'_>,
    _input: &LabelParameterVersionInput,
) -> ApiResult<LabelParameterVersionOutput> {
    Err(ApiError::not_implemented("ssm:LabelParameterVersion"))
}
