//! Notifications: what a bucket tells whom when its objects change.
//!
//! [`check`] says whether S3 takes a configuration, [`record`] how an event reads, [`deliver`] brings it to its queue,
//! [`function`] to its function. Topics and event buses are refused until they can be told.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html>

pub(crate) mod check;
pub(crate) mod deliver;
pub(crate) mod function;
pub(crate) mod record;

use gen_s3::{NotificationConfiguration, NotificationConfigurationFilter};

/// Every kind of event: its name, and the version of the message that tells it.
pub(crate) const EVENTS: [(&str, &str); 30] = [
    ("ObjectCreated:Put", "2.1"),
    ("ObjectCreated:Post", "2.1"),
    ("ObjectCreated:Copy", "2.1"),
    ("ObjectCreated:CompleteMultipartUpload", "2.1"),
    ("ObjectRemoved:Delete", "2.1"),
    ("ObjectRemoved:DeleteMarkerCreated", "2.1"),
    ("ObjectRestore:Post", "2.1"),
    ("ObjectRestore:Completed", "2.1"),
    ("ObjectRestore:Delete", "2.1"),
    ("ReducedRedundancyLostObject", "2.1"),
    ("Replication:OperationFailedReplication", "2.2"),
    ("Replication:OperationMissedThreshold", "2.2"),
    ("Replication:OperationReplicatedAfterThreshold", "2.2"),
    ("Replication:OperationNotTracked", "2.2"),
    ("LifecycleExpiration:Delete", "2.3"),
    ("LifecycleExpiration:DeleteMarkerCreated", "2.3"),
    ("LifecycleTransition", "2.3"),
    ("IntelligentTiering", "2.3"),
    ("ObjectTagging:Put", "2.3"),
    ("ObjectTagging:Delete", "2.3"),
    ("ObjectAnnotation:Put", "2.3"),
    ("ObjectAnnotation:Delete", "2.3"),
    ("ObjectAcl:Put", "2.3"),
    ("ObjectCreated:*", "2.1"),
    ("ObjectRemoved:*", "2.1"),
    ("ObjectRestore:*", "2.1"),
    ("Replication:*", "2.2"),
    ("LifecycleExpiration:*", "2.3"),
    ("ObjectTagging:*", "2.3"),
    ("ObjectAnnotation:*", "2.3"),
];

/// A queue or a function that is told of an event, and by which configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told<'a> {
    pub(crate) id: &'a str,
    pub(crate) arn: &'a str,
    pub(crate) is_function: bool,
}

/// Who is told of `event` (such as `ObjectCreated:Put`) about `key`.
pub(crate) fn told<'a>(
    configuration: &'a NotificationConfiguration,
    event: &str,
    key: &str,
) -> impl Iterator<Item = Told<'a>> {
    let about = move |events: &[String], filter: Option<&NotificationConfigurationFilter>| {
        events.iter().any(|pattern| names(pattern, event)) && passes(filter, key)
    };
    let queues = configuration.queue_configurations.iter().flatten();
    let queues = queues.filter(move |queue| about(&queue.events, queue.filter.as_ref()));
    let functions = configuration.lambda_function_configurations.iter().flatten();
    let functions =
        functions.filter(move |function| about(&function.events, function.filter.as_ref()));
    let queues = queues.map(|queue| Told {
        id: queue.id.as_deref().unwrap_or_default(),
        arn: queue.queue_arn.as_str(),
        is_function: false,
    });
    queues.chain(functions.map(|function| Told {
        id: function.id.as_deref().unwrap_or_default(),
        arn: function.lambda_function_arn.as_str(),
        is_function: true,
    }))
}

/// Whether `s3:ObjectCreated:*` means `ObjectCreated:Put`.
fn names(pattern: &str, event: &str) -> bool {
    let pattern = pattern.strip_prefix("s3:").unwrap_or(pattern);
    match pattern.strip_suffix('*') {
        Some(head) => event.starts_with(head),
        None => pattern == event,
    }
}

fn passes(filter: Option<&NotificationConfigurationFilter>, key: &str) -> bool {
    let (prefix, suffix) = check::ends(filter);
    key.starts_with(prefix) && key.ends_with(suffix)
}

#[cfg(test)]
mod tests {
    use gen_s3::{FilterRule, QueueConfiguration, S3KeyFilter};

    use super::*;

    #[test]
    fn who_is_told() {
        let rule = |name: &str, value: &str| FilterRule {
            name: Some(name.into()),
            value: Some(value.into()),
        };
        let queue = |id: &str, event: &str, rules: Vec<FilterRule>| QueueConfiguration {
            id: Some(id.into()),
            queue_arn: id.into(),
            events: vec![event.into()],
            filter: Some(NotificationConfigurationFilter {
                key: Some(S3KeyFilter { filter_rules: Some(rules) }),
            }),
        };
        let configuration = NotificationConfiguration {
            queue_configurations: Some(vec![
                queue("all", "s3:ObjectCreated:*", vec![]),
                queue("jpg", "s3:ObjectCreated:Put", vec![rule("Suffix", ".jpg")]),
                queue(
                    "in",
                    "s3:ObjectRemoved:*",
                    vec![rule("Prefix", "in/"), rule("suffix", ".jpg")],
                ),
            ]),
            ..NotificationConfiguration::default()
        };
        for (event, key, want) in [
            ("ObjectCreated:Put", "a.jpg", "all jpg"),
            ("ObjectCreated:Copy", "a.jpg", "all"),
            ("ObjectCreated:Put", "a.png", "all"),
            ("ObjectRemoved:Delete", "in/a.jpg", "in"),
            ("ObjectRemoved:Delete", "a.jpg", ""),
            ("ObjectTagging:Put", "a.jpg", ""),
        ] {
            let found: Vec<&str> = told(&configuration, event, key).map(|told| told.id).collect();
            assert_eq!(found.join(" "), want, "{event} {key}");
        }
    }
}
