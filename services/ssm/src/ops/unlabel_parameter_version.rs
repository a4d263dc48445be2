//! UnlabelParameterVersion: takes labels from a version; those that it has not come back as invalid.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html>

use gen_ssm::{UnlabelParameterVersionInput, UnlabelParameterVersionOutput};
use kernel::{ApiResult, Cx};

use crate::labels::Labels;
use crate::{name, read};

pub(super) async fn unlabel_parameter_version(
    cx: &mut Cx<'_>,
    input: &UnlabelParameterVersionInput,
) -> ApiResult<UnlabelParameterVersionOutput> {
    let key = name::existing(&input.name)?;
    let parameter = read::parameter(cx, &key).await?;
    let number = u64::try_from(input.parameter_version).unwrap_or(0);
    let found = read::version(cx, key, parameter, number).await?;
    let mut labels = Labels::load(cx, &found.key).await?;
    let (removed, invalid) = labels.detach(&input.labels, number);
    if !removed.is_empty() {
        labels.save(cx, &found.key);
    }
    Ok(UnlabelParameterVersionOutput {
        removed_labels: Some(removed),
        invalid_labels: Some(invalid),
    })
}
