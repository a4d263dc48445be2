//! Quotas of Access Analyzer.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html>

use std::ops::RangeInclusive;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// Analyzers of one type in an account and region, with an account as zone of trust.
pub(crate) const ACCOUNT_ANALYZERS: usize = 1;
/// Likewise with an organization, of external and unused access.
pub(crate) const ORGANIZATION_ANALYZERS: usize = 5;
/// Likewise of internal access.
pub(crate) const ORGANIZATION_INTERNAL_ANALYZERS: usize = 1;
/// Archive rules of an analyzer.
pub(crate) const ARCHIVE_RULES: usize = 100;
/// Values of one operator of a criterion.
pub(crate) const CRITERION_VALUES: usize = 20;
/// Criteria of a filter.
pub(crate) const CRITERIA: usize = 50;
/// Access previews of an analyzer within an hour.
pub(crate) const PREVIEWS: usize = 1_000;
/// The time in which they count.
pub(crate) const PREVIEW_WINDOW: Duration = HOUR;
/// How long access previews are kept.
pub(crate) const PREVIEW_KEPT: Duration = DAY;
/// Policy generations of an account and region in a day.
pub(crate) const GENERATIONS_A_DAY: usize = 50;
/// How long a policy generation takes.
pub(crate) const GENERATION_TIME: Duration = Duration::from_secs(10);
/// How long its result can be fetched.
pub(crate) const GENERATION_KEPT: Duration = DAY.saturating_mul(7);
/// How far back a policy generation looks.
pub(crate) const GENERATION_PERIOD: Duration = DAY.saturating_mul(90);
/// Days of an unused access analyzer's tracking period.
pub(crate) const UNUSED_AGE: RangeInclusive<i32> = 1..=365;
/// The same, when the request does not say.
pub(crate) const UNUSED_AGE_DEFAULT: i32 = 90;
/// Exclusions of an analyzer.
pub(crate) const EXCLUSIONS: usize = 100;
/// Accounts that exclusions name.
pub(crate) const EXCLUDED_ACCOUNTS: usize = 2_000;
/// Between looks at policies that changed.
pub(crate) const BETWEEN_SCANS: Duration = Duration::from_secs(1_800);
/// Between analyses of everything.
pub(crate) const BETWEEN_FULL_SCANS: Duration = DAY;
/// How long resolved findings are kept after their last change.
pub(crate) const RESOLVED_KEPT: Duration = DAY.saturating_mul(90);
/// Results of a page.
pub(crate) const PAGE: RangeInclusive<i32> = 1..=100;
/// Findings of an analyzer that are looked at.
pub(crate) const FINDINGS: usize = 50_000;
/// Resources of one kind in an account that are looked at.
pub(crate) const RESOURCES: usize = 20_000;
/// Bytes of a policy that is validated or compared.
pub(crate) const POLICY_BYTES: usize = 200_000;
/// Findings of one validation.
pub(crate) const VALIDATION_FINDINGS: usize = 1_000;
