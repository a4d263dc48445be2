//! Every number that Parameter Store holds its users to.
//! Ref: <https://docs.aws.amazon.com/general/latest/gr/ssm.html>

use std::ops::RangeInclusive;

/// Bytes of a standard parameter's value.
pub(crate) const STANDARD_VALUE: usize = 4_096;
/// Bytes of an advanced parameter's value.
pub(crate) const ADVANCED_VALUE: usize = 8_192;
/// Standard parameters of an account in a region.
pub(crate) const STANDARD_PARAMETERS: u64 = 10_000;
/// Advanced parameters of an account in a region.
pub(crate) const ADVANCED_PARAMETERS: u64 = 100_000;
/// Levels of a hierarchy.
pub(crate) const LEVELS: usize = 15;
/// Characters of a parameter's ARN.
pub(crate) const ARN: usize = 1_011;
/// Versions of a parameter that are kept.
pub(crate) const VERSIONS: u64 = 100;
/// Labels of a version.
pub(crate) const LABELS: usize = 10;
/// Characters of a label.
pub(crate) const LABEL: usize = 100;
/// Policies of a parameter.
pub(crate) const POLICIES: usize = 10;
/// Bytes of a resource policy.
pub(crate) const RESOURCE_POLICY: usize = 1_024;
/// Results of a page of descriptions, of history, of resource policies.
pub(crate) const PAGE: RangeInclusive<i32> = 1..=50;
/// Results of a page of GetParametersByPath.
pub(crate) const PATH_PAGE: RangeInclusive<i32> = 1..=10;
/// Rows that one listing looks at before it answers with what it has, and a token.
pub(crate) const SCANNED: usize = 5_000;
/// Steps that matching a value against a pattern may go back.
pub(crate) const PATTERN_STEPS: usize = 100_000;
/// Bytes that a compiled pattern may take.
pub(crate) const PATTERN_BYTES: usize = 1 << 20;
