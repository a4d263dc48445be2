//! LabelParameterVersion: labels for a version, the latest when none is named; a label moves from where it was.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html>

use gen_ssm::{LabelParameterVersionInput, LabelParameterVersionOutput};
use kernel::{ApiResult, Cx};

use crate::events::{CHANGED, Change};
use crate::labels::Labels;
use crate::{errors, name, read};

pub(super) async fn label_parameter_version(
    cx: &mut Cx<'_>,
    input: &LabelParameterVersionInput,
) -> ApiResult<LabelParameterVersionOutput> {
    let key = name::existing(&input.name)?;
    let parameter = read::parameter(cx, &key).await?;
    let number = match input.parameter_version {
        Some(number) => u64::try_from(number).unwrap_or(0),
        None => parameter.version,
    };
    let found = read::version(cx, key, parameter, number).await?;
    let mut labels = Labels::load(cx, &found.key).await?;
    let invalid = labels.attach(&input.labels, number).map_err(|_| errors::too_many_labels())?;
    let attached: Vec<String> =
        input.labels.iter().filter(|label| !invalid.contains(label)).cloned().collect();
    if !attached.is_empty() {
        labels.save(cx, &found.key);
        let change = Change {
            operation: "LabelParameterVersion".to_owned(),
            name: found.parameter.name.clone(),
            kind: found.version.meta.kind.as_str().to_owned(),
            description: None,
            labelled: Some((number, attached)),
        };
        cx.announce(&CHANGED, &change)?;
    }
    Ok(LabelParameterVersionOutput {
        invalid_labels: Some(invalid),
        parameter_version: i64::try_from(number).ok(),
    })
}
