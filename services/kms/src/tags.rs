//! Tags of keys.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html>

use gen_kms::Tag;
use gen_kms::errors::tag_exception;
use kernel::ApiResult;
use kernel::tagging::{MAX_TAGS, TagError, check};

/// Tags as they are kept.
pub(crate) type Tags = Vec<(String, String)>;

/// What `tags` would be with `added`; the old value of a key gives way.
pub(crate) fn merge(tags: &Tags, added: &[Tag]) -> ApiResult<Tags> {
    let mut merged = tags.clone();
    for (at, tag) in added.iter().enumerate() {
        if added[..at].iter().any(|before| before.tag_key == tag.tag_key) {
            return Err(tag_exception("Duplicate tag keys"));
        }
        check(&tag.tag_key, &tag.tag_value).map_err(|error| refused(&error))?;
        match merged.iter_mut().find(|(key, _)| *key == tag.tag_key) {
            Some((_, value)) => value.clone_from(&tag.tag_value),
            None => merged.push((tag.tag_key.clone(), tag.tag_value.clone())),
        }
    }
    match merged.len() > MAX_TAGS {
        true => Err(tag_exception("Too many tags")),
        false => Ok(merged),
    }
}

/// `tags` without those of `keys`.
pub(crate) fn without(tags: &Tags, keys: &[String]) -> ApiResult<Tags> {
    if keys.iter().any(|key| is_reserved(key)) {
        return Err(refused(&TagError::Reserved(String::new())));
    }
    Ok(tags.iter().filter(|(key, _)| !keys.contains(key)).cloned().collect())
}

fn is_reserved(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

fn refused(error: &TagError) -> kernel::ApiError {
    match error {
        TagError::Reserved(_) => tag_exception("Tags beginning with aws: are reserved"),
        other => tag_exception(other.to_string()),
    }
}

/// As the model has them.
pub(crate) fn shown(tags: &Tags) -> Vec<Tag> {
    let tag =
        |(key, value): &(String, String)| Tag { tag_key: key.clone(), tag_value: value.clone() };
    tags.iter().map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { tag_key: key.to_owned(), tag_value: value.to_owned() }
    }

    #[test]
    fn tags_are_merged_and_removed() {
        let one = merge(&Vec::new(), &[tag("a", "1"), tag("b", "2")]).unwrap();
        let two = merge(&one, &[tag("b", "3"), tag("c", "4")]).unwrap();
        let pairs = |tags: &Tags| tags.iter().map(|(k, v)| format!("{k}{v}")).collect::<String>();
        assert_eq!(pairs(&two), "a1b3c4");
        assert_eq!(pairs(&without(&two, &["a".to_owned(), "x".to_owned()]).unwrap()), "b3c4");
    }

    #[test]
    fn what_is_refused() {
        let many: Vec<Tag> = (0..51).map(|n| tag(&format!("k{n}"), "")).collect();
        for (added, message) in [
            (vec![tag("a", "1"), tag("a", "2")], "Duplicate tag keys"),
            (vec![tag("AWS:a", "1")], "Tags beginning with aws: are reserved"),
            (many, "Too many tags"),
        ] {
            let error = merge(&Vec::new(), &added).unwrap_err();
            assert_eq!((error.code(), error.message()), ("TagException", Some(message)));
        }
    }
}
