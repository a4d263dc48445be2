//! What mappings with `EventCount` metrics count: shown with the cloud's own metrics, for there is no CloudWatch yet.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics>

use kernel::Kernel;

use super::mapping::Mapping;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metric {
    Polled,
    FilteredOut,
    Invoked,
    FailedInvoke,
    Dropped,
    OnFailureDelivered,
    Deleted,
}

impl Metric {
    const fn as_str(self) -> &'static str {
        match self {
            Metric::Polled => "PolledEventCount",
            Metric::FilteredOut => "FilteredOutEventCount",
            Metric::Invoked => "InvokedEventCount",
            Metric::FailedInvoke => "FailedInvokeEventCount",
            Metric::Dropped => "DroppedEventCount",
            Metric::OnFailureDelivered => "OnFailureDestinationDeliveredEventCount",
            Metric::Deleted => "DeletedEventCount",
        }
    }
}

/// Counts events of a mapping that asks for it.
pub(crate) fn count(kernel: &Kernel, mapping: &Mapping, metric: Metric, events: usize) {
    if events == 0 || mapping.more.metrics.is_empty() {
        return;
    }
    let labels = [("mapping", mapping.id.as_str()), ("metric", metric.as_str())];
    kernel.metrics().count("stratus_lambda_mapping_events_total", &labels, events);
}
