//! GetParameters: up to ten parameters, in the order of their names; names without a parameter come back as invalid.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html>

use gen_ssm::{GetParametersInput, GetParametersOutput};
use kernel::{ApiResult, Cx};

use crate::read;
use crate::reference::Reference;

pub(super) async fn get_parameters(
    cx: &mut Cx<'_>,
    input: &GetParametersInput,
) -> ApiResult<GetParametersOutput> {
    let decrypt = input.with_decryption.unwrap_or(false);
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for (at, name) in input.names.iter().enumerate() {
        if input.names[..at].contains(name) {
            continue;
        }
        let reference = Reference::parse(cx, name)?;
        match read::get(cx, &reference, decrypt).await {
            Ok(parameter) => found.push(parameter),
            Err(error)
                if matches!(error.code(), "ParameterNotFound" | "ParameterVersionNotFound") =>
            {
                invalid.push(name.clone());
            }
            Err(error) => return Err(error),
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(GetParametersOutput { parameters: Some(found), invalid_parameters: Some(invalid) })
}
