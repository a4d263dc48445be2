//! Regions and the partition each lies in.
//! Ref: <https://docs.aws.amazon.com/general/latest/gr/rande.html>

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A group of regions with accounts and ARNs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Partition {
    /// `aws`.
    Aws,
    /// `aws-cn`.
    China,
    /// `aws-us-gov`.
    GovCloud,
}

impl Partition {
    /// The second field of an ARN.
    pub const fn as_str(self) -> &'static str {
        match self {
            Partition::Aws => "aws",
            Partition::China => "aws-cn",
            Partition::GovCloud => "aws-us-gov",
        }
    }

    /// The partition that an ARN's second field names.
    pub fn parse(text: &str) -> Option<Partition> {
        [Partition::Aws, Partition::China, Partition::GovCloud]
            .into_iter()
            .find(|p| p.as_str() == text)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A region's name, such as `eu-central-1`. Any name of a region's form will do: new ones open every year.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region(Arc<str>);

impl Region {
    /// Longest accepted name.
    const MAX_LEN: usize = 32;

    /// The region that `text` names: lower-case letters, digits and hyphens, such as `us-east-1`.
    pub fn parse(text: &str) -> Option<Region> {
        let ok = (4..=Region::MAX_LEN).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
            && text.contains('-')
            && !text.ends_with('-');
        ok.then(|| Region(text.into()))
    }

    /// Where calls go that name no region: `us-east-1`.
    pub fn default_region() -> Region {
        Region("us-east-1".into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition that the region lies in.
    pub fn partition(&self) -> Partition {
        match self.as_str() {
            r if r.starts_with("cn-") => Partition::China,
            r if r.starts_with("us-gov-") => Partition::GovCloud,
            _ => Partition::Aws,
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_know_their_partition() {
        for (name, partition) in
            [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
        {
            assert_eq!(Region::parse(name).map(|r| r.partition().as_str()), Some(partition));
        }
    }

    #[test]
    fn what_is_no_region_is_refused() {
        for wrong in ["", "x", "US-EAST-1", "us east", "us-east-", "1-a-b", "a/../b-c"] {
            assert_eq!(Region::parse(wrong), None, "{wrong}");
        }
    }
}
