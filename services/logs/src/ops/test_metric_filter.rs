//! TestMetricFilter: which messages a pattern matches, and what it takes out of them.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html>

use gen_logs::{MetricFilterMatchRecord, TestMetricFilterInput, TestMetricFilterOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::pattern::Pattern;

pub(crate) async fn test_metric_filter(
    _cx: &mut Cx<'_>,
    input: &TestMetricFilterInput,
) -> ApiResult<TestMetricFilterOutput> {
    let pattern = Pattern::parse(&input.filter_pattern).map_err(|error| errors::pattern(&error))?;
    let messages = input.log_event_messages.iter().zip(1..);
    let matches = messages.filter_map(|(message, number)| {
        let extracted = pattern.extract(message)?;
        Some(MetricFilterMatchRecord {
            event_number: Some(number),
            event_message: Some(message.clone()),
            extracted_values: Some(extracted.into_iter().collect()),
        })
    });
    Ok(TestMetricFilterOutput { matches: Some(matches.collect()) })
}
