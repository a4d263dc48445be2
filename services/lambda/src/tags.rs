//! Tags of functions and other resources.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html>

use kernel::ApiResult;
use kernel::tagging::{self, TagError};
use schema::VecMap;

use crate::errors;

/// Tags as they are kept.
pub(crate) type Tags = Vec<(String, String)>;

/// `tags` with `added`; the old value of a key gives way.
pub(crate) fn merge(tags: &Tags, added: &VecMap<String>) -> ApiResult<Tags> {
    let kept: VecMap<String> = tags.iter().cloned().collect();
    match tagging::merge(&kept, added) {
        Ok(merged) => Ok(merged.into_iter().collect()),
        Err(TagError::TooMany) => Err(errors::too_many_tags()),
        Err(other) => Err(errors::invalid(format!("The tags are invalid: {other}."))),
    }
}

/// `tags` without these keys.
pub(crate) fn without(tags: &Tags, keys: &[String]) -> Tags {
    tags.iter().filter(|(key, _)| !keys.contains(key)).cloned().collect()
}

/// As answers show them.
pub(crate) fn shown(tags: &Tags) -> VecMap<String> {
    tags.iter().cloned().collect()
}
