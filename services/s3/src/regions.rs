//! The regions that buckets can be in, and the domain of each partition.
//! Ref: <https://docs.aws.amazon.com/general/latest/gr/s3.html>

use kernel::Partition;

const REGIONS: [&str; 38] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-gov-east-1",
    "us-gov-west-1",
];

/// Whether AWS has a region of this name.
pub(crate) fn is_known(name: &str) -> bool {
    REGIONS.contains(&name)
}

/// `amazonaws.com`, or the partition's own.
pub(crate) fn domain(partition: Partition) -> &'static str {
    match partition {
        Partition::China => "amazonaws.com.cn",
        Partition::Aws | Partition::GovCloud => "amazonaws.com",
    }
}
