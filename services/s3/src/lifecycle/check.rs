//! Whether S3 takes a lifecycle configuration, and in which words it does not.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html>

use gen_s3::{
    BucketLifecycleConfiguration, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter,
    NoncurrentVersionExpiration, NoncurrentVersionTransition, Tag, Transition,
};
use kernel::{ApiError, ApiResult, Timestamp};

use crate::refusals::{invalid_request, invalid_value, malformed_xml};

const MAX_RULES: usize = 1_000;
const MAX_ID: usize = 255;
/// Days before objects may become rarely used ones.
const LEAST_DAYS_FOR_IA: i32 = 30;
const CLASSES: [&str; 6] =
    ["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR"];

/// `InvalidArgument` in which nothing but the message tells what is wrong.
fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new("InvalidArgument", 400, message)
}

/// Whether S3 takes this configuration.
pub(crate) fn check(given: &BucketLifecycleConfiguration) -> ApiResult<()> {
    if given.rules.is_empty() || given.rules.len() > MAX_RULES {
        return Err(malformed_xml());
    }
    let mut ids: Vec<&str> = given.rules.iter().filter_map(|rule| rule.id.as_deref()).collect();
    if ids.iter().any(|id| id.chars().count() > MAX_ID) {
        return Err(invalid("ID length should not exceed allowed limit of 255"));
    }
    ids.sort_unstable();
    if ids.windows(2).any(|pair| pair[0] == pair[1] && !pair[0].is_empty()) {
        return Err(invalid("Rule ID must be unique. Found same ID for more than one rule"));
    }
    given.rules.iter().try_for_each(check_rule)
}

fn check_rule(rule: &LifecycleRule) -> ApiResult<()> {
    if !matches!(rule.status.as_str(), "Enabled" | "Disabled") {
        return Err(malformed_xml());
    }
    let filter = match (&rule.filter, &rule.prefix) {
        (Some(filter), None) => Some(filter),
        (None, Some(_)) => None,
        _ => return Err(malformed_xml()),
    };
    let found = filter.map(check_filter).transpose()?.unwrap_or_default();
    let acts = rule.expiration.is_some()
        || rule.transitions.as_ref().is_some_and(|list| !list.is_empty())
        || rule.noncurrent_version_transitions.as_ref().is_some_and(|list| !list.is_empty())
        || rule.noncurrent_version_expiration.is_some()
        || rule.abort_incomplete_multipart_upload.is_some();
    if !acts {
        return Err(invalid_request("At least one action needs to be specified in a rule"));
    }
    if let Some(expiration) = &rule.expiration {
        check_expiration(expiration, found)?;
    }
    for transition in rule.transitions.iter().flatten() {
        check_transition(transition)?;
    }
    for transition in rule.noncurrent_version_transitions.iter().flatten() {
        check_noncurrent_transition(transition)?;
    }
    if let Some(expiration) = &rule.noncurrent_version_expiration {
        check_noncurrent_expiration(expiration)?;
    }
    if let Some(abort) = &rule.abort_incomplete_multipart_upload {
        if found.tags {
            return Err(invalid_request(
                "AbortIncompleteMultipartUpload cannot be specified with Tags.",
            ));
        }
        if found.sizes {
            return Err(invalid_request(
                "AbortIncompleteMultipartUpload cannot be specified with Object Size.",
            ));
        }
        if abort.days_after_initiation.unwrap_or(0) < 1 {
            return Err(invalid(
                "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
            ));
        }
    }
    check_order(rule)
}

/// What a filter looks at besides the key.
#[derive(Clone, Copy, Debug, Default)]
struct Filtered {
    tags: bool,
    sizes: bool,
}

fn check_filter(filter: &LifecycleRuleFilter) -> ApiResult<Filtered> {
    let sizes = filter.object_size_greater_than.is_some() || filter.object_size_less_than.is_some();
    let set = [
        filter.prefix.is_some(),
        filter.tag.is_some(),
        filter.object_size_greater_than.is_some(),
        filter.object_size_less_than.is_some(),
        filter.and.is_some(),
    ];
    if set.into_iter().filter(|set| *set).count() > 1 {
        return Err(malformed_xml());
    }
    let Some(and) = &filter.and else {
        return Ok(Filtered { tags: filter.tag.is_some(), sizes });
    };
    let tags: &[Tag] = and.tags.as_deref().unwrap_or_default();
    for (at, tag) in tags.iter().enumerate() {
        if tags[..at].iter().any(|other| other.key == tag.key) {
            return Err(invalid_request("Duplicate Tag Keys are not allowed."));
        }
    }
    let (more, less) = (and.object_size_greater_than, and.object_size_less_than);
    let sizes = usize::from(more.is_some()) + usize::from(less.is_some());
    if usize::from(and.prefix.is_some()) + sizes + tags.len() < 2 {
        return Err(malformed_xml());
    }
    if let (Some(more), Some(less)) = (more, less)
        && less <= more
    {
        return Err(invalid_request(
            "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'",
        ));
    }
    Ok(Filtered { tags: !tags.is_empty(), sizes: sizes > 0 })
}

fn check_date(date: Timestamp) -> ApiResult<()> {
    match date.as_micros().rem_euclid(86_400_000_000) {
        0 => Ok(()),
        _ => Err(invalid_value("'Date' must be at midnight GMT", "Date", &date.iso8601_millis())),
    }
}

fn check_expiration(given: &LifecycleExpiration, filtered: Filtered) -> ApiResult<()> {
    match (given.days, given.date, given.expired_object_delete_marker) {
        (Some(days), None, None) if days < 1 => {
            Err(invalid("'Days' for Expiration action must be a positive integer"))
        }
        (Some(_), None, None) => Ok(()),
        (None, Some(date), None) => check_date(date),
        (None, None, Some(_)) if filtered.tags => {
            Err(invalid_request("ExpiredObjectDeleteMarker cannot be specified with Tags."))
        }
        (None, None, Some(_)) if filtered.sizes => {
            Err(invalid_request("ExpiredObjectDeleteMarker cannot be specified with Object Size."))
        }
        (None, None, Some(_)) => Ok(()),
        _ => Err(malformed_xml()),
    }
}

fn is_for_rare_use(class: &str) -> bool {
    matches!(class, "STANDARD_IA" | "ONEZONE_IA")
}

fn check_class(class: Option<&str>) -> ApiResult<&str> {
    class.filter(|class| CLASSES.contains(class)).ok_or_else(malformed_xml)
}

fn check_transition(given: &Transition) -> ApiResult<()> {
    let class = check_class(given.storage_class.as_deref())?;
    match (given.days, given.date) {
        (None, Some(date)) => check_date(date),
        (Some(days), None) if days < 0 => {
            Err(invalid("'Days' in Transition action must be nonnegative"))
        }
        (Some(days), None) if is_for_rare_use(class) && days < LEAST_DAYS_FOR_IA => {
            Err(invalid(format!(
                "'Days' in Transition action must be greater than or equal to {LEAST_DAYS_FOR_IA} for storageClass \
                 '{class}'"
            )))
        }
        (Some(_), None) => Ok(()),
        _ => Err(malformed_xml()),
    }
}

fn check_newer(newer: Option<i32>, action: &str) -> ApiResult<()> {
    match newer {
        Some(newer) if !(1..=100).contains(&newer) => Err(invalid(format!(
            "'NewerNoncurrentVersions' for {action} action must be a positive integer between 1 and 100"
        ))),
        _ => Ok(()),
    }
}

fn check_noncurrent_transition(given: &NoncurrentVersionTransition) -> ApiResult<()> {
    let class = check_class(given.storage_class.as_deref())?;
    let days = given.noncurrent_days.ok_or_else(malformed_xml)?;
    if days < 0 {
        return Err(invalid(
            "'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative",
        ));
    }
    if is_for_rare_use(class) && days < LEAST_DAYS_FOR_IA {
        return Err(invalid(format!(
            "'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to \
             {LEAST_DAYS_FOR_IA} for storageClass '{class}'"
        )));
    }
    check_newer(given.newer_noncurrent_versions, "NoncurrentVersionTransition")
}

fn check_noncurrent_expiration(given: &NoncurrentVersionExpiration) -> ApiResult<()> {
    let days = given.noncurrent_days.ok_or_else(malformed_xml)?;
    if days < 1 {
        return Err(invalid(
            "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
        ));
    }
    check_newer(given.newer_noncurrent_versions, "NoncurrentVersionExpiration")
}

/// Objects change their class before they go.
fn check_order(rule: &LifecycleRule) -> ApiResult<()> {
    let transitions = rule.transitions.as_deref().unwrap_or_default();
    let dates = transitions.iter().filter(|transition| transition.date.is_some()).count();
    let expiration = rule.expiration.as_ref();
    let by_date = dates + usize::from(expiration.is_some_and(|e| e.date.is_some()));
    let by_days =
        transitions.len() - dates + usize::from(expiration.is_some_and(|e| e.days.is_some()));
    if by_date > 0 && by_days > 0 {
        return Err(invalid_request(format!(
            "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for {}",
            described(rule)
        )));
    }
    let last = transitions.iter().filter_map(|transition| transition.days).max();
    if let (Some(last), Some(days)) = (last, expiration.and_then(|e| e.days))
        && days <= last
    {
        return Err(invalid(format!(
            "'Days' in the Expiration action for {} must be greater than 'Days' in the Transition action",
            described(rule)
        )));
    }
    let last = transitions.iter().filter_map(|transition| transition.date).max();
    if let (Some(last), Some(date)) = (last, expiration.and_then(|e| e.date))
        && date <= last
    {
        return Err(invalid(format!(
            "'Date' in the Expiration action for {} must be later than 'Date' in the Transition action",
            described(rule)
        )));
    }
    Ok(())
}

/// `prefix 'logs/'`, or `filter '(prefix=logs/)'`.
fn described(rule: &LifecycleRule) -> String {
    match (&rule.prefix, &rule.filter) {
        (Some(prefix), _) => format!("prefix '{prefix}'"),
        (None, Some(LifecycleRuleFilter { prefix: Some(prefix), .. })) => {
            format!("filter '(prefix={prefix})'")
        }
        _ => "filter '()'".to_owned(),
    }
}

#[cfg(test)]
#[path = "check/tests.rs"]
mod tests;
