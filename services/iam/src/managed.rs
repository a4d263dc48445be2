//! The policies that AWS manages: the same in every account, and nobody's to change. Each partition has them under
//! ARNs of its own, and they speak of its resources.
//! Ref: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

use std::borrow::Cow;

use kernel::Partition;

pub(crate) use authref::managed::{ManagedPolicy as AwsPolicy, all};

/// How ARNs begin in the partition that the facts are of.
const COMMON: &str = "arn:aws:";

/// The policy with this ARN in `partition`.
pub(crate) fn find(partition: Partition, arn: &str) -> Option<&'static AwsPolicy> {
    let rest = arn.strip_prefix(&format!("arn:{}:", partition.as_str()))?;
    authref::managed::find(&format!("{COMMON}{rest}"))
}

/// An ARN or a document as `partition` has it.
pub(crate) fn within(partition: Partition, text: &str) -> Cow<'_, str> {
    match partition.as_str() {
        "aws" => Cow::Borrowed(text),
        other => Cow::Owned(text.replace(COMMON, &format!("arn:{other}:"))),
    }
}
