//! Changes to a queue's attributes, read from the names and texts that a request gives.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>

use std::ops::RangeInclusive;

use kernel::ApiResult;
use schema::VecMap;

use crate::attributes::{DeduplicationScope, ThroughputLimit};
use crate::policy::QueuePolicy;
use crate::redrive::{RedriveAllowPolicy, RedrivePolicy};
use crate::{errors, limits};

/// One attribute and the value that it shall have; `None` takes it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    DelaySeconds(u32),
    MaximumMessageSize(u32),
    MessageRetentionPeriod(u32),
    ReceiveMessageWaitTimeSeconds(u32),
    VisibilityTimeout(u32),
    Policy(Option<String>),
    RedrivePolicy(Option<RedrivePolicy>),
    RedriveAllowPolicy(Option<RedriveAllowPolicy>),
    KmsMasterKeyId(Option<String>),
    KmsDataKeyReusePeriodSeconds(u32),
    SqsManagedSseEnabled(bool),
    FifoQueue,
    ContentBasedDeduplication(bool),
    DeduplicationScope(DeduplicationScope),
    FifoThroughputLimit(ThroughputLimit),
}

impl Change {
    /// The attribute's name.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Change::DelaySeconds(_) => "DelaySeconds",
            Change::MaximumMessageSize(_) => "MaximumMessageSize",
            Change::MessageRetentionPeriod(_) => "MessageRetentionPeriod",
            Change::ReceiveMessageWaitTimeSeconds(_) => "ReceiveMessageWaitTimeSeconds",
            Change::VisibilityTimeout(_) => "VisibilityTimeout",
            Change::Policy(_) => "Policy",
            Change::RedrivePolicy(_) => "RedrivePolicy",
            Change::RedriveAllowPolicy(_) => "RedriveAllowPolicy",
            Change::KmsMasterKeyId(_) => "KmsMasterKeyId",
            Change::KmsDataKeyReusePeriodSeconds(_) => "KmsDataKeyReusePeriodSeconds",
            Change::SqsManagedSseEnabled(_) => "SqsManagedSseEnabled",
            Change::FifoQueue => "FifoQueue",
            Change::ContentBasedDeduplication(_) => "ContentBasedDeduplication",
            Change::DeduplicationScope(_) => "DeduplicationScope",
            Change::FifoThroughputLimit(_) => "FifoThroughputLimit",
        }
    }
}

/// Whether the attributes of a new queue ask for a FIFO queue.
pub(crate) fn asks_for_fifo(given: &VecMap<String>) -> ApiResult<bool> {
    given.get("FifoQueue").map_or(Ok(false), |text| boolean("FifoQueue", text))
}

/// Reads the attributes given for a queue that is FIFO or not.
pub(crate) fn parse(given: &VecMap<String>, fifo: bool) -> ApiResult<Vec<Change>> {
    given.iter().map(|(name, text)| one(name, text, fifo)).collect()
}

fn one(name: &str, text: &str, fifo: bool) -> ApiResult<Change> {
    match name {
        "DelaySeconds" => number(name, text, &limits::DELAY_SECONDS).map(Change::DelaySeconds),
        "MaximumMessageSize" => {
            number(name, text, &limits::MESSAGE_SIZE).map(Change::MaximumMessageSize)
        }
        "MessageRetentionPeriod" => {
            number(name, text, &limits::RETENTION).map(Change::MessageRetentionPeriod)
        }
        "ReceiveMessageWaitTimeSeconds" => {
            number(name, text, &limits::WAIT_SECONDS).map(Change::ReceiveMessageWaitTimeSeconds)
        }
        "VisibilityTimeout" => {
            number(name, text, &limits::VISIBILITY_TIMEOUT).map(Change::VisibilityTimeout)
        }
        "Policy" => optional(text, |text| QueuePolicy::parse(text).map(|_| text.to_owned()))
            .map(Change::Policy),
        "RedrivePolicy" => optional(text, RedrivePolicy::parse).map(Change::RedrivePolicy),
        "RedriveAllowPolicy" => {
            optional(text, RedriveAllowPolicy::parse).map(Change::RedriveAllowPolicy)
        }
        "KmsMasterKeyId" => optional(text, |text| Ok(text.to_owned())).map(Change::KmsMasterKeyId),
        "KmsDataKeyReusePeriodSeconds" => {
            number(name, text, &limits::KMS_REUSE).map(Change::KmsDataKeyReusePeriodSeconds)
        }
        "SqsManagedSseEnabled" => boolean(name, text).map(Change::SqsManagedSseEnabled),
        _ => fifo_only(name, text, fifo),
    }
}

fn fifo_only(name: &str, text: &str, fifo: bool) -> ApiResult<Change> {
    match name {
        "FifoQueue" | "ContentBasedDeduplication" if !fifo => Err(errors::unknown_attribute(name)),
        "DeduplicationScope" | "FifoThroughputLimit" if !fifo => Err(errors::attribute_name(
            format!("You can specify the {name} only when FifoQueue is set to true."),
        )),
        "FifoQueue" if boolean(name, text)? => Ok(Change::FifoQueue),
        "FifoQueue" => {
            Err(errors::attribute_value_because(name, "Modifying queue type is not supported."))
        }
        "ContentBasedDeduplication" => boolean(name, text).map(Change::ContentBasedDeduplication),
        "DeduplicationScope" => [DeduplicationScope::Queue, DeduplicationScope::MessageGroup]
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .map(Change::DeduplicationScope)
            .ok_or_else(|| errors::attribute_value(name)),
        "FifoThroughputLimit" => [ThroughputLimit::PerQueue, ThroughputLimit::PerMessageGroupId]
            .into_iter()
            .find(|limit| limit.as_str() == text)
            .map(Change::FifoThroughputLimit)
            .ok_or_else(|| errors::attribute_value(name)),
        _ => Err(errors::unknown_attribute(name)),
    }
}

/// An empty text takes the attribute away.
fn optional<T>(text: &str, parse: impl FnOnce(&str) -> ApiResult<T>) -> ApiResult<Option<T>> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

fn number(name: &str, text: &str, range: &RangeInclusive<i64>) -> ApiResult<u32> {
    let number = text.parse::<i64>().ok().filter(|n| range.contains(n));
    number.and_then(|n| u32::try_from(n).ok()).ok_or_else(|| errors::attribute_value(name))
}

fn boolean(name: &str, text: &str) -> ApiResult<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Ok(true),
        _ if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(errors::attribute_value(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str, fifo: bool) -> Result<Change, String> {
        one(name, text, fifo).map_err(|e| format!("{}: {}", e.code(), e.message().unwrap_or("")))
    }

    #[test]
    fn values_and_their_ranges() {
        for (name, text, expected) in [
            ("DelaySeconds", "900", Some(Change::DelaySeconds(900))),
            ("DelaySeconds", "901", None),
            ("DelaySeconds", "-1", None),
            ("DelaySeconds", "", None),
            ("DelaySeconds", "1e2", None),
            ("MaximumMessageSize", "1024", Some(Change::MaximumMessageSize(1024))),
            ("MaximumMessageSize", "1023", None),
            ("MaximumMessageSize", "1048577", None),
            ("MessageRetentionPeriod", "60", Some(Change::MessageRetentionPeriod(60))),
            ("MessageRetentionPeriod", "59", None),
            ("VisibilityTimeout", "43200", Some(Change::VisibilityTimeout(43_200))),
            ("VisibilityTimeout", "43201", None),
            ("ReceiveMessageWaitTimeSeconds", "21", None),
            ("SqsManagedSseEnabled", "False", Some(Change::SqsManagedSseEnabled(false))),
            ("SqsManagedSseEnabled", "yes", None),
            ("KmsMasterKeyId", "", Some(Change::KmsMasterKeyId(None))),
            ("Policy", "", Some(Change::Policy(None))),
            ("RedrivePolicy", "", Some(Change::RedrivePolicy(None))),
        ] {
            let result = read(name, text, false);
            match expected {
                Some(change) => assert_eq!(result, Ok(change)),
                None => assert_eq!(
                    result,
                    Err(format!("InvalidAttributeValue: Invalid value for the parameter {name}."))
                ),
            }
        }
    }

    #[test]
    fn attributes_of_fifo_queues() {
        for (name, text, fifo, expected) in [
            ("FifoQueue", "false", false, "InvalidAttributeName: Unknown Attribute FifoQueue."),
            ("FifoQueue", "true", false, "InvalidAttributeName: Unknown Attribute FifoQueue."),
            (
                "FifoQueue",
                "false",
                true,
                "InvalidAttributeValue: Invalid value for the parameter FifoQueue. Reason: Modifying \
                 queue type is not supported.",
            ),
            (
                "ContentBasedDeduplication",
                "true",
                false,
                "InvalidAttributeName: Unknown Attribute ContentBasedDeduplication.",
            ),
            (
                "DeduplicationScope",
                "queue",
                false,
                "InvalidAttributeName: You can specify the DeduplicationScope only when FifoQueue is set \
                 to true.",
            ),
            (
                "DeduplicationScope",
                "group",
                true,
                "InvalidAttributeValue: Invalid value for the parameter DeduplicationScope.",
            ),
            ("QueueArn", "x", true, "InvalidAttributeName: Unknown Attribute QueueArn."),
            ("Foobar", "x", false, "InvalidAttributeName: Unknown Attribute Foobar."),
        ] {
            assert_eq!(read(name, text, fifo), Err(expected.to_owned()), "{name}={text}");
        }
        assert_eq!(read("FifoQueue", "True", true), Ok(Change::FifoQueue));
        assert_eq!(
            read("FifoThroughputLimit", "perMessageGroupId", true),
            Ok(Change::FifoThroughputLimit(ThroughputLimit::PerMessageGroupId))
        );
    }
}
