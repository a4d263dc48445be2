//! GetParameter: one parameter by name or ARN: its latest version, or the one that a selector picks.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html>

use gen_ssm::{GetParameterInput, GetParameterOutput};
use kernel::{ApiResult, Cx};

use crate::read;
use crate::reference::Reference;

pub(super) async fn get_parameter(
    cx: &mut Cx<'_>,
    input: &GetParameterInput,
) -> ApiResult<GetParameterOutput> {
    let reference = Reference::parse(cx, &input.name)?;
    let parameter = read::get(cx, &reference, input.with_decryption.unwrap_or(false)).await?;
    Ok(GetParameterOutput { parameter: Some(parameter) })
}
