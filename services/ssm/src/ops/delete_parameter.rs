//! DeleteParameter: a parameter with all its versions.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html>

use gen_ssm::{DeleteParameterInput, DeleteParameterOutput};
use kernel::{ApiResult, Cx};

use crate::tables::PARAMETERS;
use crate::{errors, name, remove};

pub(super) async fn delete_parameter(
    cx: &mut Cx<'_>,
    input: &DeleteParameterInput,
) -> ApiResult<DeleteParameterOutput> {
    let key = name::existing(&input.name)?;
    let parameter = cx.get(&PARAMETERS, &key).await?.ok_or_else(errors::not_found)?;
    remove::remove(cx, &key, &parameter).await?;
    Ok(DeleteParameterOutput::default())
}
