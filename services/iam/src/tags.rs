//! Tags. Keys are told apart without regard to case, and shown as they were first given.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html>

use gen_iam as api;
use kernel::tagging::{self, TagError};
use kernel::{ApiError, ApiResult, Cx};

use crate::errors;
use crate::page::{Page, Paged};

/// Tags of something new.
pub(crate) fn of_new(given: Option<&[api::Tag]>) -> ApiResult<Vec<(String, String)>> {
    merged(&[], given.unwrap_or_default())
}

/// What `tags` are with `added`; the old value of a key gives way.
pub(crate) fn merged(
    tags: &[(String, String)],
    added: &[api::Tag],
) -> ApiResult<Vec<(String, String)>> {
    let mut all = tags.to_vec();
    for (at, tag) in added.iter().enumerate() {
        tagging::check(&tag.key, &tag.value).map_err(|error| refused(&error))?;
        if added[..at].iter().any(|other| other.key.eq_ignore_ascii_case(&tag.key)) {
            return Err(errors::duplicate_tags());
        }
        match all.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case(&tag.key)) {
            Some((key, value)) => {
                key.clone_from(&tag.key);
                value.clone_from(&tag.value);
            }
            None => all.push((tag.key.clone(), tag.value.clone())),
        }
    }
    if all.len() > tagging::MAX_TAGS {
        return Err(refused(&TagError::TooMany));
    }
    Ok(all)
}

/// What is left of `tags`; keys that are not there are fine.
pub(crate) fn without(tags: &[(String, String)], keys: &[String]) -> Vec<(String, String)> {
    let stays = |key: &str| !keys.iter().any(|gone| gone.eq_ignore_ascii_case(key));
    tags.iter().filter(|(key, _)| stays(key)).cloned().collect()
}

fn refused(error: &TagError) -> ApiError {
    match error {
        TagError::TooMany => errors::too_many_tags(),
        TagError::Reserved(_) => errors::system_tags(),
        other => errors::invalid_input(format!("Tags are not valid: {other}.")),
    }
}

/// As users and roles show them: not at all when there are none.
pub(crate) fn shown(tags: &[(String, String)]) -> Option<Vec<api::Tag>> {
    (!tags.is_empty()).then(|| listed(tags))
}

/// As all others show them: always.
pub(crate) fn listed(tags: &[(String, String)]) -> Vec<api::Tag> {
    tags.iter().map(|(key, value)| api::Tag { key: key.clone(), value: value.clone() }).collect()
}

/// A page of tags, by key. `binding` is what they are the tags of.
pub(crate) fn page(
    cx: &Cx<'_>,
    tags: &[(String, String)],
    binding: &str,
    marker: Option<&str>,
    max_items: Option<i32>,
) -> ApiResult<Paged<api::Tag>> {
    let page = Page::parse(cx, &[binding], marker, max_items)?;
    Ok(page.of_list(cx, listed(tags), |tag| tag.key.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> api::Tag {
        api::Tag { key: key.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn keys_are_one_whatever_their_case() {
        let old = [("Team".to_owned(), "a".to_owned()), ("x".to_owned(), String::new())];
        let new = merged(&old, &[tag("team", "b"), tag("y", "")]).expect("good tags");
        let keys: Vec<&str> = new.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["team", "x", "y"]);
        assert_eq!(new[0].1, "b");
        assert_eq!(without(&new, &["TEAM".to_owned(), "none".to_owned()]).len(), 2);
    }

    #[test]
    fn what_is_refused() {
        let fifty: Vec<(String, String)> =
            (0..50).map(|i| (format!("k{i}"), String::new())).collect();
        for (old, added, code) in [
            (&[][..], vec![tag("a", ""), tag("A", "")], "InvalidInput"),
            (&[], vec![tag("aws:a", "")], "InvalidInput"),
            (&fifty, vec![tag("one-more", "")], "LimitExceeded"),
        ] {
            let error = merged(old, &added).expect_err("refused");
            assert_eq!(error.query_code(), code);
        }
        assert!(merged(&fifty, &[tag("K1", "again")]).is_ok());
    }
}
