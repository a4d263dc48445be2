//! Quotas of kms, and checks that the model does not express, with AWS's messages.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/limits.html>

use std::ops::RangeInclusive;
use std::time::Duration;

/// A day, of the windows and periods below.
pub(crate) const DAY: Duration = Duration::from_secs(86_400);
/// Days between ScheduleKeyDeletion and the end.
pub(crate) const DELETION_WINDOW: RangeInclusive<i32> = 7..=30;
/// The same when none is asked for.
pub(crate) const DEFAULT_DELETION_WINDOW: i32 = 30;
/// Days between rotations when none are asked for.
pub(crate) const DEFAULT_ROTATION_PERIOD: u32 = 365;
/// Rotations on demand of one key.
pub(crate) const ON_DEMAND_ROTATIONS: u32 = 10;
/// Aliases of one key.
pub(crate) const ALIASES_PER_KEY: usize = 50;
/// Grants of one key.
pub(crate) const GRANTS_PER_KEY: u64 = 50_000;
/// Keys that are not AWS's, of one account and region.
pub(crate) const KEYS: u64 = 100_000;
/// Custom key stores of one account and region.
pub(crate) const KEY_STORES: usize = 10;
/// Bytes of a key policy.
pub(crate) const POLICY_BYTES: usize = 32_768;
/// Items of a page when none are asked for: of keys, rotations, policies and key stores.
pub(crate) const PAGE: usize = 100;
/// The same of aliases, grants and tags.
pub(crate) const SHORT_PAGE: usize = 50;

/// Bytes of all keys and values of an encryption context.
pub(crate) const CONTEXT_BYTES: usize = 8192;

/// How long imported key material can live.
pub(crate) const LONGEST_IMPORT: Duration = Duration::from_secs(365 * 86_400);
/// How long an import token and its wrapping key are good.
pub(crate) const IMPORT_TOKEN: Duration = Duration::from_secs(86_400);
