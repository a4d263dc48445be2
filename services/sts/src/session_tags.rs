//! Session tags: what a call gives, what a chain of roles hands on, and what must not be changed on the way.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>

use gen_sts::Tag;
use kernel::{ApiResult, Session, SessionKind};

use crate::errors;

/// The tags of a new session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SessionTags {
    /// All of them.
    pub(crate) all: Vec<(String, String)>,
    /// Keys of those that further sessions inherit.
    pub(crate) transitive: Vec<String>,
}

/// Tags as pairs.
pub(crate) fn pairs(tags: Option<&[Tag]>) -> Vec<(String, String)> {
    let pair = |tag: &Tag| (tag.key.clone(), tag.value.clone());
    tags.unwrap_or_default().iter().map(pair).collect()
}

/// What a session that begins with the calling one inherits.
pub(crate) fn inherited(calling: Option<&Session>) -> Vec<(String, String)> {
    let Some(session) = calling.filter(|session| session.kind == SessionKind::Role) else {
        return Vec::new();
    };
    let inherits =
        |(key, _): &&(String, String)| session.transitive_tags.iter().any(|k| same(k, key));
    session.tags.iter().filter(inherits).cloned().collect()
}

/// Judges the tags of a call and adds what is inherited.
pub(crate) fn join(
    given: Vec<(String, String)>,
    transitive: &[String],
    inherited: Vec<(String, String)>,
) -> ApiResult<SessionTags> {
    for (at, (key, _)) in given.iter().enumerate() {
        if given[..at].iter().any(|(other, _)| same(other, key)) {
            return Err(errors::tag_keys_twice());
        }
        if key.get(..4).is_some_and(|prefix| same(prefix, "aws:")) {
            return Err(errors::reserved_tag());
        }
    }
    let is_given = |key: &String| given.iter().any(|(other, _)| same(other, key));
    if !transitive.iter().all(is_given) {
        return Err(errors::transitive_key_without_tag());
    }
    if inherited.iter().any(|(key, _)| is_given(key)) {
        return Err(errors::inherited_tag());
    }
    let mut keys: Vec<String> = inherited.iter().map(|(key, _)| key.clone()).collect();
    keys.extend(transitive.iter().cloned());
    Ok(SessionTags { all: inherited.into_iter().chain(given).collect(), transitive: keys })
}

/// Keys are told apart without regard to case.
fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(keys: &[&str]) -> Vec<(String, String)> {
        keys.iter().map(|key| ((*key).to_owned(), "v".to_owned())).collect()
    }

    #[test]
    fn tags_of_a_call_and_of_the_calling_session() {
        let twice = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
        let missing = "The specified transitive tag key must be included in the requested tags.";
        let conflict = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.";
        let reserved = "Tag keys that begin with aws: are reserved for system use.";
        for (given, transitive, inherited, expected) in [
            (&["a", "b"][..], &["b"][..], &["c"][..], Ok(("c a b", "c b"))),
            (&[], &[], &[], Ok(("", ""))),
            (&["a", "A"], &[], &[], Err(twice)),
            (&["a"], &["b"], &[], Err(missing)),
            (&["Team"], &[], &["team"], Err(conflict)),
            (&["AWS:x"], &[], &[], Err(reserved)),
        ] {
            let transitive: Vec<String> = transitive.iter().map(|k| (*k).to_owned()).collect();
            let found = join(tags(given), &transitive, tags(inherited));
            let found = found.as_ref().map_err(|error| error.message().unwrap_or_default());
            let keys = |found: &SessionTags| {
                let all: Vec<&str> = found.all.iter().map(|(key, _)| key.as_str()).collect();
                (all.join(" "), found.transitive.join(" "))
            };
            let expected = expected.map(|(all, keys)| (all.to_owned(), keys.to_owned()));
            assert_eq!(found.map(keys), expected, "{given:?}");
        }
    }
}
