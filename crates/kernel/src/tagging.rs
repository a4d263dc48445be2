//! Tags on resources: the rules that nearly all services share.
//! Ref: <https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html>

use schema::VecMap;
use thiserror::Error;

/// Most tags that a resource may have.
pub const MAX_TAGS: usize = 50;
/// Longest key, in characters.
pub const MAX_KEY: usize = 128;
/// Longest value, in characters.
pub const MAX_VALUE: usize = 256;

/// Why tags are refused. Services word it in their own way.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TagError {
    /// More than [`MAX_TAGS`].
    #[error("a resource can have at most {MAX_TAGS} tags")]
    TooMany,
    /// The key is empty or too long.
    #[error("tag key '{0}' must have 1 to {MAX_KEY} characters")]
    KeyLength(String),
    /// The value is too long.
    #[error("the value of tag '{0}' must have at most {MAX_VALUE} characters")]
    ValueLength(String),
    /// Keys that begin with `aws:` are AWS's own.
    #[error("tag key '{0}' begins with aws:, which is reserved")]
    Reserved(String),
    /// A character that tags do not take.
    #[error("tag '{0}' holds a character other than letters, numbers, spaces and _ . : / = + - @")]
    Characters(String),
}

/// What `tags` would be with `added`; the old value of a key gives way.
pub fn merge(tags: &VecMap<String>, added: &VecMap<String>) -> Result<VecMap<String>, TagError> {
    let mut merged = tags.clone();
    for (key, value) in added.iter() {
        check(key, value)?;
        merged.insert(key, value.clone());
    }
    if merged.len() > MAX_TAGS { Err(TagError::TooMany) } else { Ok(merged) }
}

/// Whether one tag follows the rules.
pub fn check(key: &str, value: &str) -> Result<(), TagError> {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    if key.is_empty() || key.chars().count() > MAX_KEY {
        return Err(TagError::KeyLength(key.chars().take(MAX_KEY).collect()));
    }
    if value.chars().count() > MAX_VALUE {
        return Err(TagError::ValueLength(key.to_owned()));
    }
    if key.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("aws:")) {
        return Err(TagError::Reserved(key.to_owned()));
    }
    if !key.chars().chain(value.chars()).all(allowed) {
        return Err(TagError::Characters(key.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules() {
        assert_eq!(check("Team", "a b/c=d+e-f@g:h._"), Ok(()));
        assert_eq!(check("é日本", ""), Ok(()));
        assert_eq!(check("", "v"), Err(TagError::KeyLength(String::new())));
        assert!(matches!(check(&"k".repeat(129), ""), Err(TagError::KeyLength(_))));
        assert!(matches!(check("k", &"v".repeat(257)), Err(TagError::ValueLength(_))));
        assert!(matches!(check("AWS:x", ""), Err(TagError::Reserved(_))));
        assert!(matches!(check("k", "<"), Err(TagError::Characters(_))));
    }

    #[test]
    fn merging_keeps_the_limit() {
        let fifty: VecMap<String> = (0..50).map(|i| (format!("k{i}"), String::new())).collect();
        let again: VecMap<String> = [("k1", "new".to_owned())].into_iter().collect();
        assert_eq!(merge(&fifty, &again).map(|t| t.get("k1").cloned()), Ok(Some("new".into())));
        let more: VecMap<String> = [("x", String::new())].into_iter().collect();
        assert_eq!(merge(&fifty, &more), Err(TagError::TooMany));
    }
}
