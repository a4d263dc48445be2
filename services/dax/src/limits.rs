//! Quotas of dax, and checks that the model does not express.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.limits.html>

use std::time::Duration;

/// Nodes of a cluster.
pub(crate) const NODES: i32 = 11;
/// Clusters of an account in a region.
pub(crate) const CLUSTERS: usize = 50;
/// Parameter groups of an account in a region.
pub(crate) const GROUPS: usize = 20;
/// The longest name of a cluster.
pub(crate) const CLUSTER_NAME: usize = 20;
/// The longest name of a parameter group.
pub(crate) const GROUP_NAME: usize = 255;
/// How long events are shown.
pub(crate) const EVENTS: Duration = Duration::from_secs(14 * 86_400);
/// Rows of a page.
pub(crate) const PAGE: usize = 100;

/// Whether a name begins with a letter, has letters, digits and single hyphens, and ends with none.
pub(crate) fn is_name(text: &str, most: usize) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.len() <= most
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && !text.ends_with('-')
        && !text.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_dns_takes() {
        for (name, good) in [
            ("a", true),
            ("my-cluster-1", true),
            ("a2345678901234567890", true),
            ("a23456789012345678901", false),
            ("", false),
            ("1a", false),
            ("a-", false),
            ("a--b", false),
            ("a_b", false),
        ] {
            assert_eq!(is_name(name, CLUSTER_NAME), good, "{name}");
        }
    }
}
