//! Tags on secrets.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/managing-secrets_tagging.html>

use gen_secretsmanager::Tag;
use kernel::tagging;
use kernel::{ApiError, ApiResult};
use schema::VecMap;

use crate::errors;

/// Tags as they are kept.
pub(crate) type Tags = Vec<(String, String)>;

/// `tags` with `added`; the old value of a key gives way.
pub(crate) fn merge(tags: Option<&Tags>, added: &[Tag]) -> ApiResult<Tags> {
    let kept: VecMap<String> = tags.cloned().unwrap_or_default().into_iter().collect();
    let added: VecMap<String> = added
        .iter()
        .map(|tag| (tag.key.clone().unwrap_or_default(), tag.value.clone().unwrap_or_default()))
        .collect();
    let merged = tagging::merge(&kept, &added).map_err(refusal)?;
    Ok(merged.into_iter().collect())
}

/// As answers show them.
pub(crate) fn shown(tags: Option<&Tags>) -> Option<Vec<Tag>> {
    let tag = |(key, value): &(String, String)| Tag {
        key: Some(key.clone()),
        value: Some(value.clone()),
    };
    tags.map(|tags| tags.iter().map(tag).collect())
}

fn refusal(error: tagging::TagError) -> ApiError {
    errors::invalid_parameter(format!("The tags are invalid: {error}."))
}
