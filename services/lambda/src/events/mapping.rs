//! An event source mapping: a queue or a stream, read for a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html>

use gen_lambda::{
    DestinationConfig, EventSourceMappingConfiguration, EventSourceMappingMetricsConfig, OnFailure,
    ScalingConfig,
};
use kernel::{ApiResult, Cx, Timestamp, WakeKey, wake_key};
use serde::{Deserialize, Serialize};
use store::RowError;

use super::filters;
use super::locked::{self, Locked};
use super::poll::{POLL, Poller};
use super::pollers::Pollers;
use super::tables::{BY_SOURCE, MAPPINGS, POSITIONS, WINDOWS};
use crate::environment::Who;
use crate::errors;
use crate::function_name::{FunctionName, Qualifier, qualified_arn};

/// A mapping.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub(crate) id: String,
    pub(crate) function: FunctionName,
    pub(crate) qualifier: Option<String>,
    /// The ARN of the queue or stream.
    pub(crate) source: String,
    pub(crate) state: State,
    /// What the user wants.
    pub(crate) enabled: bool,
    /// Whether its poller is scheduled or runs.
    pub(crate) polled: bool,
    /// Which poller: another than this one is not to go on.
    pub(crate) poller: u64,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) batch_size: usize,
    /// Seconds that a batch may take to fill.
    pub(crate) window: u32,
    /// Patterns; one has to let a record through.
    pub(crate) filters: Vec<String>,
    /// Whether the function says which items of a batch failed.
    pub(crate) reports_items: bool,
    pub(crate) kind: Kind,
    pub(crate) last_result: String,
    pub(crate) tags: Vec<(String, String)>,
    /// Since version 2.
    pub(crate) more: More,
}

/// What a mapping may have besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct More {
    /// Kinds of metrics that were asked for.
    pub(crate) metrics: Vec<String>,
    pub(crate) pollers: Option<Pollers>,
    /// Filters under a key of KMS; the mapping's own are none then.
    pub(crate) locked: Option<Locked>,
}

/// Version 2 added what mappings may have besides.
pub(crate) fn add_more(body: &[u8]) -> Result<Vec<u8>, RowError> {
    Ok([body, &[0, 0, 0]].concat())
}

/// What differs between sources.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Kind {
    Queue {
        /// Batches at once at most, if that was said.
        concurrency: Option<u32>,
    },
    Stream(StreamSettings),
}

/// How a stream is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StreamSettings {
    /// From the oldest record on, or from what comes after the mapping was made.
    pub(crate) from_oldest: bool,
    /// Batches of a shard at once.
    pub(crate) parallel: u32,
    pub(crate) bisect: bool,
    /// `None`: until the records are too old.
    pub(crate) retries: Option<u32>,
    /// Seconds; `None`: until the stream forgets them.
    pub(crate) age: Option<u32>,
    /// Seconds of a tumbling window; 0: none.
    pub(crate) tumbling: u32,
    pub(crate) on_failure: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Creating,
    Enabling,
    Enabled,
    Updating,
    Disabling,
    Disabled,
    Deleting,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            State::Creating => "Creating",
            State::Enabling => "Enabling",
            State::Enabled => "Enabled",
            State::Updating => "Updating",
            State::Disabling => "Disabling",
            State::Disabled => "Disabled",
            State::Deleting => "Deleting",
        }
    }
}

/// Recorded: what a stream's mapping says before it has read anything.
pub(crate) const NOTHING_READ: &str = "No records processed";

impl Mapping {
    /// Whoever polls for it waits for this, too.
    pub(crate) fn wake_key(id: &str) -> WakeKey {
        wake_key(&["lambda-mapping", id])
    }

    pub(crate) fn qualifier(&self) -> Option<Qualifier> {
        self.qualifier.as_deref().map(Qualifier::parse)
    }

    /// The function's ARN, as it was named.
    pub(crate) fn function_arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        qualified_arn(cx, &self.function, self.qualifier().as_ref())
    }

    /// Writes a mapping that a user made or changed, and has its poller begin, or see the change.
    pub(crate) async fn save(&mut self, cx: &mut Cx<'_>) -> ApiResult<()> {
        let idle = !self.polled;
        if idle && (self.enabled || self.state == State::Deleting) {
            self.polled = true;
            let (id, now) = (self.id.clone(), cx.now());
            cx.schedule(&POLL, &id, now, &Poller { mapping: id.clone() }).await?;
        }
        cx.put(&BY_SOURCE, &(self.source.clone(), self.id.clone()), &());
        cx.put(&MAPPINGS, &self.id, self);
        cx.notify(Mapping::wake_key(&self.id), usize::MAX);
        Ok(())
    }

    /// Removes it, with all that it knows of its source.
    pub(crate) async fn remove(&self, cx: &mut Cx<'_>) -> ApiResult<()> {
        cx.delete(&MAPPINGS, &self.id);
        cx.delete(&BY_SOURCE, &(self.source.clone(), self.id.clone()));
        let range = cx.rows(&POSITIONS).prefix(&self.id);
        for (key, _) in cx.range(&POSITIONS, &range, usize::MAX).await? {
            cx.delete(&POSITIONS, &key);
            cx.delete(&WINDOWS, &key);
        }
        Ok(())
    }

    /// As clients see it, filters included that are under a key which the caller may use.
    pub(crate) async fn show_open(
        &self,
        cx: &mut Cx<'_>,
    ) -> ApiResult<EventSourceMappingConfiguration> {
        let mut shown = self.show(cx)?;
        match locked::open(cx, self, Who::Caller).await {
            Ok(patterns) => shown.filter_criteria = filters::show(&patterns),
            Err(error) if error.status() < 500 => {
                shown.filter_criteria_error = Some(locked::refusal(&error));
            }
            Err(error) => return Err(error),
        }
        Ok(shown)
    }

    /// As listings show it: without filters that are under a key.
    pub(crate) fn show(&self, cx: &Cx<'_>) -> ApiResult<EventSourceMappingConfiguration> {
        let number = |n: u32| i32::try_from(n).ok();
        let arn = cx.arn("lambda", &format!("event-source-mapping:{}", self.id))?;
        let mut shown = EventSourceMappingConfiguration {
            uuid: Some(self.id.clone()),
            event_source_mapping_arn: Some(arn.to_string()),
            event_source_arn: Some(self.source.clone()),
            function_arn: Some(self.function_arn(cx)?),
            batch_size: i32::try_from(self.batch_size).ok(),
            maximum_batching_window_in_seconds: number(self.window),
            filter_criteria: filters::show(&self.filters),
            function_response_types: Some(match self.reports_items {
                true => vec!["ReportBatchItemFailures".to_owned()],
                false => Vec::new(),
            }),
            last_modified: Some(self.modified),
            kms_key_arn: self.more.locked.as_ref().map(|locked| locked.key.clone()),
            metrics_config: (!self.more.metrics.is_empty()).then(|| {
                EventSourceMappingMetricsConfig { metrics: Some(self.more.metrics.clone()) }
            }),
            provisioned_poller_config: self.more.pollers.map(Pollers::show),
            state: Some(self.state.as_str().to_owned()),
            ..EventSourceMappingConfiguration::default()
        };
        match &self.kind {
            Kind::Queue { concurrency } => {
                shown.state_transition_reason = Some("USER_INITIATED".to_owned());
                shown.scaling_config =
                    concurrency.map(|most| ScalingConfig { maximum_concurrency: number(most) });
            }
            Kind::Stream(stream) => self.show_stream(&mut shown, stream),
        }
        Ok(shown)
    }

    fn show_stream(&self, shown: &mut EventSourceMappingConfiguration, stream: &StreamSettings) {
        let number = |n: u32| i32::try_from(n).ok();
        let or_forever = |n: Option<u32>| n.map_or(Some(-1), number);
        let start = if stream.from_oldest { "TRIM_HORIZON" } else { "LATEST" };
        shown.state_transition_reason = Some("User action".to_owned());
        shown.last_processing_result = Some(self.last_result.clone());
        shown.starting_position = Some(start.to_owned());
        shown.parallelization_factor = number(stream.parallel);
        shown.bisect_batch_on_function_error = Some(stream.bisect);
        shown.maximum_retry_attempts = or_forever(stream.retries);
        shown.maximum_record_age_in_seconds = or_forever(stream.age);
        shown.tumbling_window_in_seconds = number(stream.tumbling);
        shown.destination_config = Some(DestinationConfig {
            on_success: None,
            on_failure: Some(OnFailure { destination: stream.on_failure.clone() }),
        });
    }
}

/// The mapping with this id.
pub(crate) async fn find(cx: &mut Cx<'_>, id: &str) -> ApiResult<Mapping> {
    let found = cx.get(&MAPPINGS, &id.to_owned()).await?;
    found.ok_or_else(errors::no_such_resource)
}

/// The mappings that read a source.
pub(crate) async fn of_source(cx: &mut Cx<'_>, source: &str) -> ApiResult<Vec<Mapping>> {
    let range = cx.rows(&BY_SOURCE).prefix(&source.to_owned());
    let mut all = Vec::new();
    for ((_, id), ()) in cx.range(&BY_SOURCE, &range, usize::MAX).await? {
        all.extend(cx.get(&MAPPINGS, &id).await?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_of_version_1_are_read() {
        let old = [
            1, 105, 1, 102, 0, 1, 115, 2, 1, 0, 7, 128, 137, 122, 128, 146, 244, 1, 10, 0, 0, 0, 0,
            0, 0, 0,
        ];
        let body = add_more(&old).expect("a row");
        let mapping: Mapping = postcard::from_bytes(&body).expect("a mapping");
        assert_eq!((mapping.id.as_str(), mapping.source.as_str()), ("i", "s"));
        assert_eq!((mapping.state, mapping.batch_size), (State::Enabled, 10));
        assert_eq!(mapping.modified, Timestamp::from_secs(2));
        assert_eq!(mapping.more, More::default());
    }
}
