//! Quotas of CloudWatch Logs, and checks that the model does not express.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>

/// Characters of a name of a log group or a log stream.
pub(crate) const MAX_NAME: usize = 512;
/// What an event counts beside its message.
pub(crate) const EVENT_OVERHEAD: usize = 26;
/// Bytes of an event, and of all events of a call, overhead included.
pub(crate) const MAX_BATCH_BYTES: usize = 1_048_576;
/// Bytes of events that one answer has at most.
pub(crate) const MAX_ANSWER_BYTES: usize = 1_048_576;
/// Events that one answer has at most.
pub(crate) const MAX_ANSWER_EVENTS: usize = 10_000;
/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// Milliseconds that the events of a call may be apart.
pub(crate) const MAX_SPAN: i64 = DAY;
/// Milliseconds that an event may be ahead of the clock.
pub(crate) const MAX_AHEAD: i64 = 2 * 3_600_000;
/// Milliseconds that an event may be old.
pub(crate) const MAX_AGE: i64 = 14 * DAY;
/// The days that events can be kept.
pub(crate) const RETENTIONS: [u16; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557,
    2_922, 3_288, 3_653,
];
/// Results of a page of descriptions.
pub(crate) const PAGE: usize = 50;
/// Subscription filters of a log group.
pub(crate) const MAX_SUBSCRIPTIONS: usize = 2;
/// Metric filters of a log group.
pub(crate) const MAX_METRIC_FILTERS: usize = 100;
/// Resource policies of an account in a region.
pub(crate) const MAX_RESOURCE_POLICIES: usize = 10;
/// Characters of a policy of an account or a destination.
pub(crate) const MAX_POLICY: usize = 5_120;
/// Saved queries of an account in a region.
pub(crate) const MAX_QUERY_DEFINITIONS: usize = 1_000;
/// Bytes of a filter pattern.
pub(crate) const MAX_PATTERN: usize = 1_024;
/// Bytes of messages that one FilterLogEvents call looks at before it answers with a token.
pub(crate) const MAX_SCANNED_BYTES: usize = 32 * 1_048_576;
/// Log groups of a query.
pub(crate) const MAX_QUERY_GROUPS: usize = 50;
