//! DeleteParameters: up to ten parameters; names without a parameter come back as invalid.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html>

use gen_ssm::{DeleteParametersInput, DeleteParametersOutput};
use kernel::{ApiResult, Cx};

use crate::tables::PARAMETERS;
use crate::{name, remove};

pub(super) async fn delete_parameters(
    cx: &mut Cx<'_>,
    input: &DeleteParametersInput,
) -> ApiResult<DeleteParametersOutput> {
    let (mut deleted, mut invalid) = (Vec::new(), Vec::new());
    for text in &input.names {
        let key = name::existing(text)?;
        match cx.get(&PARAMETERS, &key).await? {
            Some(parameter) => {
                remove::remove(cx, &key, &parameter).await?;
                deleted.push(text.clone());
            }
            None => invalid.push(text.clone()),
        }
    }
    Ok(DeleteParametersOutput {
        deleted_parameters: Some(deleted),
        invalid_parameters: Some(invalid),
    })
}
