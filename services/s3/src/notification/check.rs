//! Whether S3 takes a notification configuration, before anybody looks at its destinations.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html>

use gen_s3::{NotificationConfiguration, NotificationConfigurationFilter};
use kernel::{ApiError, ApiResult, Arn, Random};

use super::EVENTS;
use crate::refusals::{invalid_value, malformed_xml};

const MAX_CONFIGURATIONS: usize = 100;
const MAX_ID: usize = 255;

/// One part of a configuration: who is told, of what.
struct Part<'a> {
    kind: Kind,
    id: &'a mut Option<String>,
    arn: &'a str,
    events: &'a [String],
    filter: &'a mut Option<NotificationConfigurationFilter>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Queue,
    Function,
}

impl Kind {
    /// What errors call it.
    const fn argument(self) -> &'static str {
        match self {
            Kind::Queue => "Queue",
            Kind::Function => "CloudFunction",
        }
    }

    const fn service(self) -> &'static str {
        match self {
            Kind::Queue => "sqs",
            Kind::Function => "lambda",
        }
    }
}

fn parts(kept: &mut NotificationConfiguration) -> Vec<Part<'_>> {
    let queues = kept.queue_configurations.iter_mut().flatten().map(|queue| Part {
        kind: Kind::Queue,
        id: &mut queue.id,
        arn: &queue.queue_arn,
        events: &queue.events,
        filter: &mut queue.filter,
    });
    let functions = kept.lambda_function_configurations.iter_mut().flatten().map(|function| Part {
        kind: Kind::Function,
        id: &mut function.id,
        arn: &function.lambda_function_arn,
        events: &function.events,
        filter: &mut function.filter,
    });
    queues.chain(functions).collect()
}

/// The configuration as it is kept: each part with an id, filters named as S3 names them.
pub(crate) fn check(
    given: &NotificationConfiguration,
    region: &str,
    random: &Random,
) -> ApiResult<NotificationConfiguration> {
    refuse_others(given)?;
    let mut kept = given.clone();
    let mut parts = parts(&mut kept);
    if parts.len() > MAX_CONFIGURATIONS {
        return Err(ApiError::new(
            "TooManyConfigurations",
            400,
            "The number of notification configurations exceeds the limit of 100.",
        ));
    }
    for part in &mut parts {
        check_part(part, region)?;
        let id = part.id.get_or_insert_default();
        if id.is_empty() {
            *id = random.uuid();
        }
    }
    refuse_overlaps(&parts)?;
    kept.queue_configurations = kept.queue_configurations.filter(|all| !all.is_empty());
    kept.lambda_function_configurations =
        kept.lambda_function_configurations.filter(|all| !all.is_empty());
    Ok(kept)
}

fn refuse_overlaps(parts: &[Part<'_>]) -> ApiResult<()> {
    for (at, part) in parts.iter().enumerate() {
        let rest = &parts[at + 1..];
        if rest.iter().any(|other| other.id == part.id) {
            let id = part.id.as_deref().unwrap_or_default();
            let message = "Same ID used for multiple configurations. IDs must be unique";
            return Err(invalid_value(message, "Id", id));
        }
        if rest.iter().any(|other| overlap(part, other)) {
            return Err(ApiError::new(
                "InvalidArgument",
                400,
                "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes \
                 are overlapping for the same event type.",
            ));
        }
    }
    Ok(())
}

/// What cannot be told yet is refused, rather than never told.
fn refuse_others(given: &NotificationConfiguration) -> ApiResult<()> {
    if let Some(topic) = given.topic_configurations.iter().flatten().next() {
        parsed(&topic.topic_arn, "sns", "Topic")?;
        return Err(ApiError::not_implemented("notifications of buckets to topics"));
    }
    match given.event_bridge_configuration {
        Some(_) => Err(ApiError::not_implemented("notifications of buckets to EventBridge")),
        None => Ok(()),
    }
}

fn parsed(arn: &str, service: &str, argument: &str) -> ApiResult<Arn> {
    let unread = || invalid_value("The ARN could not be parsed", argument, arn);
    let parsed: Arn = arn.parse().map_err(|_| unread())?;
    match parsed.service() == service {
        true => Ok(parsed),
        false => Err(invalid_value("The ARN is not well formed", argument, arn)),
    }
}

fn check_part(part: &mut Part<'_>, region: &str) -> ApiResult<()> {
    let argument = part.kind.argument();
    let arn = parsed(part.arn, part.kind.service(), argument)?;
    if arn.region() != region {
        let message = "The notification destination service region is not valid for the bucket location constraint";
        return Err(invalid_value(message, argument, part.arn));
    }
    if part.kind == Kind::Queue && arn.resource().ends_with(".fifo") {
        return Err(invalid_value("FIFO SQS queues are not supported", argument, part.arn));
    }
    if part.kind == Kind::Function && !arn.resource().starts_with("function:") {
        return Err(invalid_value("The ARN is not well formed", argument, part.arn));
    }
    if part.id.as_ref().is_some_and(|id| id.chars().count() > MAX_ID) {
        let message = "ID length should not exceed allowed limit of 255";
        return Err(invalid_value(message, "Id", part.id.as_deref().unwrap_or_default()));
    }
    if part.events.is_empty() {
        return Err(malformed_xml());
    }
    for event in part.events {
        let known = event
            .strip_prefix("s3:")
            .is_some_and(|event| EVENTS.iter().any(|(name, _)| *name == event));
        if !known {
            let message = format!("The event '{event}' is not supported for notifications");
            return Err(invalid_value(message, "Event", event));
        }
    }
    part.filter.as_mut().map_or(Ok(()), check_filter)
}

fn check_filter(filter: &mut NotificationConfigurationFilter) -> ApiResult<()> {
    let Some(key) = &mut filter.key else { return Ok(()) };
    let rules = key.filter_rules.as_mut().ok_or_else(malformed_xml)?;
    let (mut prefixes, mut suffixes) = (0, 0);
    for rule in rules {
        let (Some(name), Some(_)) = (&rule.name, &rule.value) else { return Err(malformed_xml()) };
        let count = match name.to_ascii_lowercase().as_str() {
            "prefix" => {
                rule.name = Some("Prefix".to_owned());
                &mut prefixes
            }
            "suffix" => {
                rule.name = Some("Suffix".to_owned());
                &mut suffixes
            }
            _ => {
                let message = "filter rule name must be either prefix or suffix";
                return Err(invalid_value(message, "FilterRule.Name", name));
            }
        };
        *count += 1;
    }
    for (count, name) in [(prefixes, "prefix"), (suffixes, "suffix")] {
        if count > 1 {
            let message = format!("Cannot specify more than one {name} rule in a filter.");
            return Err(invalid_value(message, "FilterRule.Name", name));
        }
    }
    Ok(())
}

/// The prefix and the suffix of a filter.
pub(super) fn ends(filter: Option<&NotificationConfigurationFilter>) -> (&str, &str) {
    let rules = filter.and_then(|filter| filter.key.as_ref()?.filter_rules.as_ref());
    let of = |wanted: &str| {
        let mut named = rules.into_iter().flatten().filter(|rule| {
            rule.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        });
        named.next().and_then(|rule| rule.value.as_deref()).unwrap_or_default()
    };
    (of("prefix"), of("suffix"))
}

/// Whether one event about one key could be told by both.
fn overlap(one: &Part<'_>, other: &Part<'_>) -> bool {
    let same = |a: &String, b: &String| {
        let (a_head, b_head) = (a.trim_end_matches('*'), b.trim_end_matches('*'));
        match (a.ends_with('*'), b.ends_with('*')) {
            (false, false) => a == b,
            (true, false) => b.starts_with(a_head),
            (false, true) => a.starts_with(b_head),
            (true, true) => a_head.starts_with(b_head) || b_head.starts_with(a_head),
        }
    };
    let events = one.events.iter().any(|a| other.events.iter().any(|b| same(a, b)));
    let (prefix, suffix) = ends(one.filter.as_ref());
    let (other_prefix, other_suffix) = ends(other.filter.as_ref());
    events
        && (prefix.starts_with(other_prefix) || other_prefix.starts_with(prefix))
        && (suffix.ends_with(other_suffix) || other_suffix.ends_with(suffix))
}

#[cfg(test)]
#[path = "check/tests.rs"]
mod tests;
