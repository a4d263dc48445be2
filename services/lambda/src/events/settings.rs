//! What a request says of a mapping, checked against what its kind of source takes.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>

use gen_lambda::{
    CreateEventSourceMappingRequest, DestinationConfig, EventSourceMappingMetricsConfig,
    ProvisionedPollerConfig, ScalingConfig, UpdateEventSourceMappingRequest,
};
use kernel::{ApiError, ApiResult, Arn};

use super::filters;
use super::mapping::{Kind, Mapping, StreamSettings};
use super::pollers::Pollers;
use crate::errors;

/// A queue's batch that need not wait for its window.
const SMALL_BATCH: usize = 10;

/// Where records come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Queue(Arn),
    Stream(Arn),
}

impl Source {
    /// The source that a request names. What is not there yet is refused, whatever it is called.
    pub(crate) fn parse(input: &CreateEventSourceMappingRequest) -> ApiResult<Source> {
        if input.self_managed_event_source.is_some() {
            return Err(not_there("Apache Kafka"));
        }
        let unknown = || errors::invalid("Unrecognized event source.");
        let text = input.event_source_arn.as_deref().ok_or_else(unknown)?;
        let arn: Arn = text.parse().map_err(|_| unknown())?;
        match arn.service() {
            "sqs" => Ok(Source::Queue(arn)),
            "dynamodb" if arn.resource().contains("/stream/") => Ok(Source::Stream(arn)),
            "kinesis" => Err(not_there("Kinesis")),
            "kafka" => Err(not_there("MSK")),
            "mq" => Err(not_there("Amazon MQ")),
            "rds" => Err(not_there("DocumentDB")),
            _ => Err(unknown()),
        }
    }

    pub(crate) fn arn(&self) -> &Arn {
        match self {
            Source::Queue(arn) | Source::Stream(arn) => arn,
        }
    }
}

fn not_there(what: &str) -> ApiError {
    errors::invalid(format!("Event source mappings cannot read {what} yet: it is not there."))
}

/// What a request says, of whatever operation.
#[derive(Clone, Copy, Default)]
pub(crate) struct Given<'a> {
    pub(crate) batch_size: Option<i32>,
    pub(crate) window: Option<i32>,
    pub(crate) filters: Option<&'a gen_lambda::FilterCriteria>,
    pub(crate) responses: Option<&'a [String]>,
    pub(crate) scaling: Option<&'a ScalingConfig>,
    pub(crate) destinations: Option<&'a DestinationConfig>,
    pub(crate) parallel: Option<i32>,
    pub(crate) age: Option<i32>,
    pub(crate) retries: Option<i32>,
    pub(crate) bisect: Option<bool>,
    pub(crate) tumbling: Option<i32>,
    pub(crate) metrics: Option<&'a EventSourceMappingMetricsConfig>,
    pub(crate) pollers: Option<&'a ProvisionedPollerConfig>,
}

impl<'a> Given<'a> {
    pub(crate) fn of_create(input: &'a CreateEventSourceMappingRequest) -> ApiResult<Given<'a>> {
        let absent = [(input.logging_config.is_some(), "LoggingConfig")];
        refuse(&absent, "is not there yet: leave it out.")?;
        let others = [
            (input.topics.is_some(), "Topics"),
            (input.queues.is_some(), "Queues"),
            (input.source_access_configurations.is_some(), "SourceAccessConfigurations"),
            (input.document_db_event_source_config.is_some(), "DocumentDBEventSourceConfig"),
        ];
        unsupported(&others)?;
        Ok(Given {
            batch_size: input.batch_size,
            window: input.maximum_batching_window_in_seconds,
            filters: input.filter_criteria.as_ref(),
            responses: input.function_response_types.as_deref(),
            scaling: input.scaling_config.as_ref(),
            destinations: input.destination_config.as_ref(),
            parallel: input.parallelization_factor,
            age: input.maximum_record_age_in_seconds,
            retries: input.maximum_retry_attempts,
            bisect: input.bisect_batch_on_function_error,
            tumbling: input.tumbling_window_in_seconds,
            metrics: input.metrics_config.as_ref(),
            pollers: input.provisioned_poller_config.as_ref(),
        })
    }

    pub(crate) fn of_update(input: &'a UpdateEventSourceMappingRequest) -> ApiResult<Given<'a>> {
        let absent = [(input.logging_config.is_some(), "LoggingConfig")];
        refuse(&absent, "is not there yet: leave it out.")?;
        Ok(Given {
            batch_size: input.batch_size,
            window: input.maximum_batching_window_in_seconds,
            filters: input.filter_criteria.as_ref(),
            responses: input.function_response_types.as_deref(),
            scaling: input.scaling_config.as_ref(),
            destinations: input.destination_config.as_ref(),
            parallel: input.parallelization_factor,
            age: input.maximum_record_age_in_seconds,
            retries: input.maximum_retry_attempts,
            bisect: input.bisect_batch_on_function_error,
            tumbling: input.tumbling_window_in_seconds,
            metrics: input.metrics_config.as_ref(),
            pollers: input.provisioned_poller_config.as_ref(),
        })
    }

    /// What the kind of source does not know.
    pub(crate) fn check(&self, is_queue: bool) -> ApiResult<()> {
        let succeeds = self
            .destinations
            .is_some_and(|on| on.on_success.as_ref().is_some_and(|on| on.destination.is_some()));
        match is_queue {
            true => unsupported(&[
                (self.destinations.is_some(), "DestinationConfig"),
                (self.parallel.is_some(), "ParallelizationFactor"),
                (self.age.is_some(), "MaximumRecordAgeInSeconds"),
                (self.retries.is_some(), "MaximumRetryAttempts"),
                (self.bisect.is_some(), "BisectBatchOnFunctionError"),
                (self.tumbling.is_some(), "TumblingWindowInSeconds"),
            ]),
            false => unsupported(&[
                (succeeds, "DestinationConfig"),
                (self.scaling.is_some(), "ScalingConfig"),
                (self.pollers.is_some(), "ProvisionedPollerConfig"),
            ]),
        }
    }

    /// Takes over what the request says.
    pub(crate) fn apply(&self, mapping: &mut Mapping) -> ApiResult<()> {
        let number = |n: i32| u32::try_from(n).unwrap_or_default();
        if let Some(size) = self.batch_size.and_then(|size| usize::try_from(size).ok()) {
            mapping.batch_size = size;
        }
        if let Some(window) = self.window {
            mapping.window = number(window);
        }
        if self.filters.is_some() {
            mapping.filters = filters::parse(self.filters)?;
        }
        if let Some(responses) = self.responses {
            mapping.reports_items = !responses.is_empty();
        }
        if let Some(metrics) = self.metrics {
            mapping.more.metrics = metrics_of(metrics)?;
        }
        if let Some(pollers) = self.pollers {
            mapping.more.pollers = pollers_of(pollers, mapping.more.pollers)?;
        }
        match &mut mapping.kind {
            Kind::Queue { concurrency } => {
                if let Some(scaling) = self.scaling {
                    *concurrency = scaling.maximum_concurrency.map(number);
                }
                check_queue(mapping)
            }
            Kind::Stream(stream) => self.apply_to_stream(stream),
        }
    }

    fn apply_to_stream(&self, stream: &mut StreamSettings) -> ApiResult<()> {
        let or_forever = |n: i32| u32::try_from(n).ok();
        if self.age.is_some_and(|age| (0..60).contains(&age)) {
            return Err(errors::invalid(
                "MaximumRecordAgeInSeconds must be -1 or between 60 and 604800.",
            ));
        }
        stream.parallel = self.parallel.and_then(or_forever).unwrap_or(stream.parallel);
        stream.age = self.age.map_or(stream.age, or_forever);
        stream.retries = self.retries.map_or(stream.retries, or_forever);
        stream.bisect = self.bisect.unwrap_or(stream.bisect);
        stream.tumbling = self.tumbling.and_then(or_forever).unwrap_or(stream.tumbling);
        if let Some(destinations) = self.destinations {
            let given = destinations.on_failure.as_ref().and_then(|on| on.destination.clone());
            stream.on_failure = given.filter(|text| !text.is_empty());
        }
        Ok(())
    }
}

/// Kinds of metrics; those of Kafka belong to Kafka.
fn metrics_of(given: &EventSourceMappingMetricsConfig) -> ApiResult<Vec<String>> {
    let metrics = given.metrics.clone().unwrap_or_default();
    match metrics.iter().find(|metric| *metric != "EventCount") {
        Some(metric) => Err(errors::invalid(format!(
            "Unsupported metric {metric} for given event source mapping type."
        ))),
        None => Ok(metrics),
    }
}

/// An empty configuration ends provisioning.
fn pollers_of(
    given: &ProvisionedPollerConfig,
    before: Option<Pollers>,
) -> ApiResult<Option<Pollers>> {
    match *given == ProvisionedPollerConfig::default() && before.is_some() {
        true => Ok(None),
        false => Pollers::parse(given, before).map(Some),
    }
}

fn check_queue(mapping: &Mapping) -> ApiResult<()> {
    let bounded = matches!(mapping.kind, Kind::Queue { concurrency: Some(_) });
    if bounded && mapping.more.pollers.is_some() {
        return Err(errors::invalid(
            "MaximumConcurrency and ProvisionedPollerConfig cannot be used together.",
        ));
    }
    let fifo = mapping.source.ends_with(".fifo");
    if fifo && mapping.window > 0 {
        return Err(errors::invalid("Batching window is not supported for FIFO queues."));
    }
    if fifo && mapping.batch_size > SMALL_BATCH {
        return Err(errors::invalid(
            "Batch size must be less than or equal to 10 for a FIFO queue event source.",
        ));
    }
    // Recorded.
    if mapping.batch_size > SMALL_BATCH && mapping.window == 0 {
        return Err(errors::invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
        ));
    }
    Ok(())
}

/// How a stream is read from; a queue has no such place.
pub(crate) fn kind(source: &Source, input: &CreateEventSourceMappingRequest) -> ApiResult<Kind> {
    let start = input.starting_position.as_deref();
    match (source, start) {
        (Source::Queue(_), None) => Ok(Kind::Queue { concurrency: None }),
        (Source::Queue(_), Some(_)) => {
            unsupported(&[(true, "StartingPosition")]).map(|()| Kind::Queue { concurrency: None })
        }
        // Recorded: these two.
        (Source::Stream(_), None) => Err(errors::invalid(
            "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must \
             not be null.",
        )),
        (Source::Stream(arn), Some("AT_TIMESTAMP")) => {
            Err(errors::invalid(format!("Unsupported starting position for arn type: {arn}")))
        }
        (Source::Stream(_), Some(start)) => Ok(Kind::Stream(StreamSettings {
            from_oldest: start == "TRIM_HORIZON",
            parallel: 1,
            bisect: false,
            retries: None,
            age: None,
            tumbling: 0,
            on_failure: None,
        })),
    }
}

/// Recorded, of one of them.
fn unsupported(members: &[(bool, &str)]) -> ApiResult<()> {
    refuse_with(members, |name| {
        format!("Unsupported {name} parameter for given event source mapping type.")
    })
}

fn refuse(members: &[(bool, &str)], why: &str) -> ApiResult<()> {
    refuse_with(members, |name| format!("{name} {why}"))
}

fn refuse_with(members: &[(bool, &str)], word: impl Fn(&str) -> String) -> ApiResult<()> {
    match members.iter().find(|(given, _)| *given) {
        Some((_, name)) => Err(errors::invalid(word(name))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create(source: &str) -> CreateEventSourceMappingRequest {
        CreateEventSourceMappingRequest {
            event_source_arn: Some(source.to_owned()),
            function_name: "f".to_owned(),
            ..Default::default()
        }
    }

    #[test]
    fn sources_are_known_by_their_arn() {
        const STREAM: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026";
        let kind = |arn: &str| match Source::parse(&create(arn)) {
            Ok(Source::Queue(_)) => "queue".to_owned(),
            Ok(Source::Stream(_)) => "stream".to_owned(),
            Err(error) => error.message().unwrap_or_default().to_owned(),
        };
        for (arn, want) in [
            ("arn:aws:sqs:us-east-1:000000000000:q", "queue"),
            (STREAM, "stream"),
            ("arn:aws:dynamodb:us-east-1:000000000000:table/t", "Unrecognized event source."),
            ("arn:aws:iam::000000000000:role/r", "Unrecognized event source."),
            ("x", "Unrecognized event source."),
            (
                "arn:aws:kinesis:us-east-1:000000000000:stream/s",
                "Event source mappings cannot read Kinesis yet: it is not there.",
            ),
        ] {
            assert_eq!(kind(arn), want, "{arn}");
        }
    }

    #[test]
    fn a_queue_takes_nothing_of_streams() {
        let given = Given { bisect: Some(true), ..Given::default() };
        let error = given.check(true).expect_err("queues know no bisecting");
        assert_eq!(
            error.message(),
            Some(
                "Unsupported BisectBatchOnFunctionError parameter for given event source mapping type."
            )
        );
        assert!(given.check(false).is_ok());
    }
}
