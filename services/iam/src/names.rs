//! Names and paths. IAM shows a name as it was given and tells names apart without regard to case.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use serde::{Deserialize, Serialize};

/// A name as a key: in lower case, so that `Alice` and `alice` are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Folded(pub(crate) String);

store::key_newtype!(Folded(String));

impl Folded {
    /// The key of `name`.
    pub(crate) fn of(name: &str) -> Folded {
        Folded(name.to_ascii_lowercase())
    }
}

/// A path as given, or `/`. The model has checked its letters.
pub(crate) fn path_or_root(given: Option<&str>) -> String {
    given.unwrap_or("/").to_owned()
}

/// The name at the end of the resource part of an ARN (`user/division/alice`), and the path before it.
pub(crate) fn split_resource<'a>(resource: &'a str, segment: &str) -> Option<(&'a str, &'a str)> {
    let path_and_name = resource.strip_prefix(segment)?;
    let slash = path_and_name.rfind('/')?;
    let (path, name) = path_and_name.split_at(slash + 1);
    (path.starts_with('/') && !name.is_empty()).then_some((path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_a_segment_a_path_and_a_name() {
        for (resource, segment, expected) in [
            ("user/alice", "user", Some(("/", "alice"))),
            ("user/a/b/alice", "user", Some(("/a/b/", "alice"))),
            ("user/", "user", None),
            ("user", "user", None),
            ("users/alice", "user", None),
            ("role/alice", "user", None),
        ] {
            assert_eq!(split_resource(resource, segment), expected, "{resource}");
        }
    }

    #[test]
    fn case_does_not_tell_names_apart() {
        assert_eq!(Folded::of("Alice+1"), Folded::of("aLICE+1"));
        assert_ne!(Folded::of("alice"), Folded::of("alicia"));
    }
}
