//! A queue's attributes: their defaults, what a change does to them, and how they are shown.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>

use std::time::Duration;

use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::attribute_change::Change;
use crate::errors;
use crate::redrive::{RedriveAllowPolicy, RedrivePolicy};

/// What a queue's owner can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QueueAttributes {
    /// Seconds.
    pub(crate) visibility_timeout: u32,
    /// Seconds.
    pub(crate) delay: u32,
    /// Bytes.
    pub(crate) maximum_message_size: u32,
    /// Seconds.
    pub(crate) retention: u32,
    /// Seconds.
    pub(crate) receive_wait: u32,
    /// As it was given.
    pub(crate) policy: Option<String>,
    pub(crate) redrive: Option<RedrivePolicy>,
    pub(crate) redrive_allow: Option<RedriveAllowPolicy>,
    pub(crate) encryption: Encryption,
    /// What only FIFO queues have.
    pub(crate) fifo: Option<FifoAttributes>,
}

/// Server-side encryption, as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    pub(crate) kms_key: Option<String>,
    /// Seconds; shown while there is a key.
    pub(crate) kms_reuse: Option<u32>,
    pub(crate) sqs_managed: bool,
}

/// What only FIFO queues have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FifoAttributes {
    pub(crate) content_based_deduplication: bool,
    pub(crate) deduplication_scope: DeduplicationScope,
    pub(crate) throughput_limit: ThroughputLimit,
}

/// Where a deduplication id counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DeduplicationScope {
    Queue,
    MessageGroup,
}

/// What a FIFO queue's throughput is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ThroughputLimit {
    PerQueue,
    PerMessageGroupId,
}

impl DeduplicationScope {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            DeduplicationScope::Queue => "queue",
            DeduplicationScope::MessageGroup => "messageGroup",
        }
    }
}

impl ThroughputLimit {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ThroughputLimit::PerQueue => "perQueue",
            ThroughputLimit::PerMessageGroupId => "perMessageGroupId",
        }
    }
}

/// The data key reuse period that is shown when none was set.
const DEFAULT_KMS_REUSE: u32 = 300;

impl QueueAttributes {
    /// Those of a queue for which nothing was asked.
    pub(crate) fn new(fifo: bool) -> QueueAttributes {
        QueueAttributes {
            visibility_timeout: 30,
            delay: 0,
            maximum_message_size: 1_048_576,
            retention: 345_600,
            receive_wait: 0,
            policy: None,
            redrive: None,
            redrive_allow: None,
            encryption: Encryption { sqs_managed: true, ..Encryption::default() },
            fifo: fifo.then_some(FifoAttributes {
                content_based_deduplication: false,
                deduplication_scope: DeduplicationScope::Queue,
                throughput_limit: ThroughputLimit::PerQueue,
            }),
        }
    }

    /// With all `changes`, when what comes out is sound.
    pub(crate) fn with(&self, changes: &[Change]) -> ApiResult<QueueAttributes> {
        let mut changed = self.clone();
        for change in changes {
            changed.apply(change);
        }
        let key = changes.iter().any(|c| matches!(c, Change::KmsMasterKeyId(Some(_))));
        if key && changes.contains(&Change::SqsManagedSseEnabled(true)) {
            return Err(errors::attribute_name(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable \
                 KMS SSE or SQS SSE.",
            ));
        }
        let high = |fifo: &FifoAttributes| {
            fifo.throughput_limit == ThroughputLimit::PerMessageGroupId
                && fifo.deduplication_scope == DeduplicationScope::Queue
        };
        if changed.fifo.as_ref().is_some_and(high) {
            return Err(errors::attribute_value_because(
                "FifoThroughputLimit",
                "The perMessageGroupId value is allowed only when the value for DeduplicationScope is \
                 messageGroup.",
            ));
        }
        Ok(changed)
    }

    /// The first of `changes` that would make a difference.
    pub(crate) fn first_difference<'a>(&self, changes: &'a [Change]) -> Option<&'a Change> {
        changes.iter().find(|change| {
            let mut changed = self.clone();
            changed.apply(change);
            changed != *self
        })
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::DelaySeconds(n) => self.delay = *n,
            Change::MaximumMessageSize(n) => self.maximum_message_size = *n,
            Change::MessageRetentionPeriod(n) => self.retention = *n,
            Change::ReceiveMessageWaitTimeSeconds(n) => self.receive_wait = *n,
            Change::VisibilityTimeout(n) => self.visibility_timeout = *n,
            Change::Policy(policy) => self.policy.clone_from(policy),
            Change::RedrivePolicy(policy) => self.redrive.clone_from(policy),
            Change::RedriveAllowPolicy(policy) => self.redrive_allow.clone_from(policy),
            Change::KmsMasterKeyId(key) => self.encryption.set_kms_key(key.as_deref()),
            Change::KmsDataKeyReusePeriodSeconds(n) => self.encryption.kms_reuse = Some(*n),
            Change::SqsManagedSseEnabled(on) => self.encryption.set_sqs_managed(*on),
            Change::FifoQueue => {}
            Change::ContentBasedDeduplication(on) => {
                if let Some(fifo) = &mut self.fifo {
                    fifo.content_based_deduplication = *on;
                }
            }
            Change::DeduplicationScope(scope) => {
                if let Some(fifo) = &mut self.fifo {
                    fifo.deduplication_scope = *scope;
                }
            }
            Change::FifoThroughputLimit(limit) => {
                if let Some(fifo) = &mut self.fifo {
                    fifo.throughput_limit = *limit;
                }
            }
        }
    }

    /// The value of an attribute by its name in the API; `None` when it is not set, or not a setting.
    pub(crate) fn show(&self, name: &str) -> Option<String> {
        let fifo = self.fifo.as_ref();
        let encryption = &self.encryption;
        match name {
            "DelaySeconds" => Some(self.delay.to_string()),
            "MaximumMessageSize" => Some(self.maximum_message_size.to_string()),
            "MessageRetentionPeriod" => Some(self.retention.to_string()),
            "ReceiveMessageWaitTimeSeconds" => Some(self.receive_wait.to_string()),
            "VisibilityTimeout" => Some(self.visibility_timeout.to_string()),
            "Policy" => self.policy.clone(),
            "RedrivePolicy" => self.redrive.as_ref().map(RedrivePolicy::show),
            "RedriveAllowPolicy" => self.redrive_allow.as_ref().map(RedriveAllowPolicy::show),
            "KmsMasterKeyId" => encryption.kms_key.clone(),
            "KmsDataKeyReusePeriodSeconds" => encryption
                .kms_key
                .is_some()
                .then(|| encryption.kms_reuse.unwrap_or(DEFAULT_KMS_REUSE).to_string()),
            "SqsManagedSseEnabled" => Some(encryption.sqs_managed.to_string()),
            "FifoQueue" => fifo.map(|_| "true".to_owned()),
            "ContentBasedDeduplication" => fifo.map(|f| f.content_based_deduplication.to_string()),
            "DeduplicationScope" => fifo.map(|f| f.deduplication_scope.as_str().to_owned()),
            "FifoThroughputLimit" => fifo.map(|f| f.throughput_limit.as_str().to_owned()),
            _ => None,
        }
    }

    pub(crate) fn retention_period(&self) -> Duration {
        Duration::from_secs(u64::from(self.retention))
    }
}

impl Encryption {
    /// For how long a data key is used again, in seconds.
    pub(crate) fn reuse_period(&self) -> u32 {
        self.kms_reuse.unwrap_or(DEFAULT_KMS_REUSE)
    }

    fn set_kms_key(&mut self, key: Option<&str>) {
        self.kms_key = key.map(str::to_owned);
        match key {
            Some(_) => self.sqs_managed = false,
            None => self.kms_reuse = None,
        }
    }

    fn set_sqs_managed(&mut self, on: bool) {
        self.sqs_managed = on;
        if on {
            self.kms_key = None;
            self.kms_reuse = None;
        }
    }
}

/// All names that GetQueueAttributes knows, in the order in which `All` shows them.
pub(crate) const ALL_NAMES: [&str; 22] = [
    "QueueArn",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "DelaySeconds",
    "Policy",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "RedriveAllowPolicy",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "SqsManagedSseEnabled",
    "FifoQueue",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "ContentBasedDeduplication",
    "All",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(attributes: &QueueAttributes) -> Vec<(&'static str, String)> {
        let mut all: Vec<_> = ALL_NAMES
            .iter()
            .filter_map(|name| attributes.show(name).map(|value| (*name, value)))
            .collect();
        all.sort();
        all
    }

    #[test]
    fn defaults_as_a_fresh_queue_shows_them() {
        let standard = [
            ("DelaySeconds", "0"),
            ("MaximumMessageSize", "1048576"),
            ("MessageRetentionPeriod", "345600"),
            ("ReceiveMessageWaitTimeSeconds", "0"),
            ("SqsManagedSseEnabled", "true"),
            ("VisibilityTimeout", "30"),
        ]
        .map(|(name, value)| (name, value.to_owned()));
        assert_eq!(shown(&QueueAttributes::new(false)), standard);
        let fifo = shown(&QueueAttributes::new(true));
        let extra: Vec<_> = fifo.into_iter().filter(|pair| !standard.contains(pair)).collect();
        let expected = [
            ("ContentBasedDeduplication", "false"),
            ("DeduplicationScope", "queue"),
            ("FifoQueue", "true"),
            ("FifoThroughputLimit", "perQueue"),
        ];
        assert_eq!(extra, expected.map(|(name, value)| (name, value.to_owned())));
    }

    #[test]
    fn a_key_of_kms_and_encryption_by_sqs_exclude_each_other() {
        let fresh = QueueAttributes::new(false);
        let key = Change::KmsMasterKeyId(Some("testKeyId".to_owned()));
        let both = fresh.with(&[key.clone(), Change::SqsManagedSseEnabled(true)]);
        assert_eq!(both.expect_err("refused").code(), "InvalidAttributeName");
        let with_key = fresh.with(&[key]).expect("sound");
        assert_eq!(with_key.show("SqsManagedSseEnabled").as_deref(), Some("false"));
        assert_eq!(with_key.show("KmsDataKeyReusePeriodSeconds").as_deref(), Some("300"));
        let without = with_key.with(&[Change::KmsMasterKeyId(None)]).expect("sound");
        assert_eq!(without.show("KmsMasterKeyId"), None);
        assert_eq!(without.show("KmsDataKeyReusePeriodSeconds"), None);
        assert_eq!(without.show("SqsManagedSseEnabled").as_deref(), Some("false"));
    }

    #[test]
    fn high_throughput_needs_deduplication_by_group() {
        let fresh = QueueAttributes::new(true);
        let limit = Change::FifoThroughputLimit(ThroughputLimit::PerMessageGroupId);
        let scope = Change::DeduplicationScope(DeduplicationScope::MessageGroup);
        assert!(fresh.with(std::slice::from_ref(&limit)).is_err());
        assert!(fresh.with(std::slice::from_ref(&scope)).is_ok());
        assert!(fresh.with(&[limit, scope]).is_ok());
    }

    #[test]
    fn the_first_difference_is_found() {
        let fresh = QueueAttributes::new(false);
        let changes = [
            Change::VisibilityTimeout(30),
            Change::DelaySeconds(5),
            Change::MaximumMessageSize(2000),
        ];
        assert_eq!(fresh.first_difference(&changes), Some(&changes[1]));
        assert_eq!(fresh.first_difference(&changes[..1]), None);
    }
}
