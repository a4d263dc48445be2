//! Quotas of Secrets Manager, and numbers that the model does not express.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html>

use std::ops::RangeInclusive;
use std::time::Duration;

/// Characters of a name.
pub(crate) const MAX_NAME: usize = 512;
/// Random characters at the end of a secret's ARN.
pub(crate) const SUFFIX: usize = 6;
/// Bytes of a value.
pub(crate) const MAX_VALUE: usize = 65_536;
/// Versions of a secret.
pub(crate) const MAX_VERSIONS: usize = 100;
/// How long a version without stages is kept, however many there are.
pub(crate) const DEPRECATED_KEPT: Duration = Duration::from_secs(24 * 3_600);
/// Stages of all versions of a secret.
pub(crate) const MAX_STAGES: usize = 20;
/// Days from DeleteSecret to the removal.
pub(crate) const RECOVERY_WINDOW: RangeInclusive<i64> = 7..=30;
/// The same, when the request says nothing.
pub(crate) const DEFAULT_RECOVERY_WINDOW: i64 = 30;
/// Results of a page, when the request says nothing.
pub(crate) const PAGE: usize = 100;
/// Values of a batch, likewise.
pub(crate) const BATCH: usize = 20;
/// Characters of a password, likewise.
pub(crate) const PASSWORD: i64 = 32;
/// Hours between two rotations, at least.
pub(crate) const ROTATION_HOURS: u32 = 4;
/// Days between two rotations, at most: what AutomaticallyAfterDays takes.
pub(crate) const MOST_DAYS: u32 = 1_000;
