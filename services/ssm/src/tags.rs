//! Tags of parameters. What else AWS tags here is not there.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/tagging-parameters.html>

use gen_ssm::Tag;
use kernel::tagging::{self, TagError};
use kernel::{ApiError, ApiResult, Cx};
use schema::VecMap;

use crate::errors;
use crate::name::{self, ParameterKey};
use crate::parameter::Parameter;
use crate::tables::PARAMETERS;

/// The parameter that a request to tag is about.
pub(crate) async fn target(
    cx: &mut Cx<'_>,
    resource_type: &str,
    resource_id: &str,
) -> ApiResult<(ParameterKey, Parameter)> {
    if resource_type != "Parameter" {
        return Err(ApiError::not_implemented(format!(
            "tags of the resource type {resource_type}"
        )));
    }
    let key = name::existing(resource_id).map_err(|_| errors::resource_id())?;
    let parameter = cx.get(&PARAMETERS, &key).await?.ok_or_else(errors::resource_id)?;
    Ok((key, parameter))
}

/// The tags with others added; the old value of a key gives way.
pub(crate) fn with(tags: &[(String, String)], added: &[Tag]) -> ApiResult<Vec<(String, String)>> {
    let tags: VecMap<String> = tags.iter().cloned().collect();
    let added: VecMap<String> =
        added.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
    let merged = tagging::merge(&tags, &added).map_err(|error| refusal(&error))?;
    Ok(merged.into_iter().collect())
}

fn refusal(error: &TagError) -> ApiError {
    match error {
        TagError::TooMany => errors::too_many_tags(),
        other => errors::validation(format!("The request is not valid: {other}.")),
    }
}

/// The tags as answers show them.
pub(crate) fn shown(tags: &[(String, String)]) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect()
}
