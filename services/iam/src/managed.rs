//! The policies that AWS manages: the same in every account, and nobody's to change.
//! Ref: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

pub(crate) use authref::managed::{ManagedPolicy as AwsPolicy, all, find};
