//! Replication: which objects of a bucket are copied to which others. [`run`] copies them, [`annotations`] what is
//! annotated of them.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html>

pub(crate) mod annotations;
pub(crate) mod run;

use gen_s3::{
    DeleteMarkerReplication, ReplicationConfiguration, ReplicationRule, ReplicationRuleFilter, Tag,
};
use kernel::{ApiError, ApiResult, Arn, Cx, Random};

use crate::bucket::{Bucket, Versioning};
use crate::bucket_name::BucketName;
use crate::by_id::check_destination;
use crate::refusals::{invalid_request, malformed_xml};
use crate::storage_class::StorageClass;
use crate::tables::BUCKETS;

const MAX_RULES: usize = 1_000;
const MAX_ID: usize = 255;

/// The configuration as it is kept: every rule with an id.
pub(crate) fn check(
    given: &ReplicationConfiguration,
    random: &Random,
) -> ApiResult<ReplicationConfiguration> {
    if given.rules.is_empty() || given.rules.len() > MAX_RULES {
        return Err(malformed_xml());
    }
    let mut kept = given.clone();
    for rule in &mut kept.rules {
        check_rule(rule)?;
        let id = rule.id.get_or_insert_default();
        if id.is_empty() {
            *id = random.uuid();
        }
    }
    for (at, rule) in kept.rules.iter().enumerate() {
        let rest = &kept.rules[at + 1..];
        if rest.iter().any(|other| other.id == rule.id) {
            return Err(invalid_request(
                "Rule Id must be unique. Found same Id for more than one rule",
            ));
        }
        if rule.priority.is_some() && rest.iter().any(|other| other.priority == rule.priority) {
            return Err(invalid_request(
                "Rule Priority must be unique. Found same Priority for more than one rule",
            ));
        }
    }
    Ok(kept)
}

fn check_rule(rule: &mut ReplicationRule) -> ApiResult<()> {
    let of_switch = |status: &str| matches!(status, "Enabled" | "Disabled");
    if !of_switch(&rule.status) || (rule.filter.is_some() && rule.prefix.is_some()) {
        return Err(malformed_xml());
    }
    if rule.id.as_ref().is_some_and(|id| id.chars().count() > MAX_ID) {
        return Err(invalid_request("Rule Id must not be longer than 255 characters"));
    }
    let markers = rule.delete_marker_replication.as_ref();
    if markers.and_then(|m| m.status.as_deref()).is_some_and(|status| !of_switch(status)) {
        return Err(malformed_xml());
    }
    if let Some(filter) = &rule.filter {
        check_filter(filter)?;
        const SEE: &str = "must be specified for this version of Cross Region Replication configuration schema. \
                           Please refer to S3 Developer Guide for more information.";
        if rule.priority.is_none() {
            return Err(invalid_request(format!("Priority {SEE}")));
        }
        if markers.is_none() {
            return Err(invalid_request(format!("DeleteMarkerReplication {SEE}")));
        }
        if !tags(filter).is_empty() && replicates_markers(rule) {
            return Err(invalid_request(
                "Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 \
                 Developer Guide for more information.",
            ));
        }
    } else if rule.delete_marker_replication.is_none() {
        // Of the older schema, which replicates them not.
        rule.delete_marker_replication =
            Some(DeleteMarkerReplication { status: Some("Disabled".to_owned()) });
    }
    let to = &rule.destination;
    check_destination(&to.bucket)
        .map_err(|_| ApiError::new("InvalidArgument", 400, "Invalid bucket ARN"))?;
    if to.storage_class.is_some() {
        StorageClass::parse(to.storage_class.as_deref()).map_err(|_| malformed_xml())?;
    }
    if to.access_control_translation.is_some() && to.account.is_none() {
        return Err(invalid_request(
            "Account must be specified when AccessControlTranslation is specified.",
        ));
    }
    if to.replication_time.is_some() && to.metrics.is_none() {
        return Err(invalid_request(
            "Metrics must be specified when ReplicationTime is specified.",
        ));
    }
    Ok(())
}

fn check_filter(filter: &ReplicationRuleFilter) -> ApiResult<()> {
    let set = [filter.prefix.is_some(), filter.tag.is_some(), filter.and.is_some()];
    let joined = filter.and.as_ref().is_none_or(|and| {
        usize::from(and.prefix.is_some()) + and.tags.as_ref().map_or(0, Vec::len) >= 2
    });
    match set.into_iter().filter(|set| *set).count() <= 1 && joined {
        true => Ok(()),
        false => Err(malformed_xml()),
    }
}

fn tags(filter: &ReplicationRuleFilter) -> Vec<&Tag> {
    let and = filter.and.iter().flat_map(|and| and.tags.iter().flatten());
    filter.tag.iter().chain(and).collect()
}

fn replicates_markers(rule: &ReplicationRule) -> bool {
    rule.delete_marker_replication.as_ref().and_then(|m| m.status.as_deref()) == Some("Enabled")
}

/// Whether both sides are there and have versions, and the role is there.
pub(crate) async fn check_buckets(
    cx: &mut Cx<'_>,
    source: &Bucket,
    given: &ReplicationConfiguration,
) -> ApiResult<()> {
    if source.versioning != Versioning::Enabled {
        return Err(invalid_request(
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
        ));
    }
    for rule in &given.rules {
        let name = check_destination(&rule.destination.bucket)?;
        if name == source.name.as_str() {
            return Err(invalid_request(
                "Destination bucket cannot be the same as the source bucket.",
            ));
        }
        let bucket = match BucketName::parse(name) {
            Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
            Err(_) => None,
        };
        if bucket.is_none_or(|bucket| bucket.versioning != Versioning::Enabled) {
            return Err(invalid_request("Destination bucket must have versioning enabled."));
        }
    }
    if !cx.knows_identities() {
        return Ok(());
    }
    let role = given.role.parse::<Arn>().ok().filter(|arn| arn.service() == "iam");
    let role = match role {
        Some(arn) => cx.role_facts(&arn).await?,
        None => None,
    };
    match role {
        Some(_) => Ok(()),
        None => Err(ApiError::new(
            "InvalidArgument",
            400,
            "Invalid Role specified in replication configuration",
        )
        .with_extra("ArgumentName", "Role")
        .with_extra("ArgumentValue", given.role.as_str())),
    }
}

/// What happens to an object, as rules see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) key: &'a str,
    pub(crate) tags: &'a [(String, String)],
    /// A delete marker.
    pub(crate) marker: bool,
    /// Encrypted with a key of KMS's.
    pub(crate) kms: bool,
}

/// The rules by which an object is copied: of those that have one destination, the one of the highest priority.
pub(crate) fn rules_for<'r>(
    configuration: &'r ReplicationConfiguration,
    object: &Facts<'_>,
) -> Vec<&'r ReplicationRule> {
    let mut about: Vec<&ReplicationRule> = configuration
        .rules
        .iter()
        .filter(|rule| rule.status == "Enabled" && is_about(rule, object))
        .collect();
    about.sort_by_key(|rule| std::cmp::Reverse(rule.priority.unwrap_or(0)));
    let mut chosen: Vec<&ReplicationRule> = Vec::new();
    for rule in about {
        if chosen.iter().all(|other| other.destination.bucket != rule.destination.bucket) {
            chosen.push(rule);
        }
    }
    let copies = |rule: &&ReplicationRule| !object.marker || replicates_markers(rule);
    chosen.into_iter().filter(copies).collect()
}

fn is_about(rule: &ReplicationRule, object: &Facts<'_>) -> bool {
    let kms = rule.source_selection_criteria.as_ref().and_then(|criteria| {
        criteria.sse_kms_encrypted_objects.as_ref().map(|objects| objects.status == "Enabled")
    });
    if object.kms && kms != Some(true) {
        return false;
    }
    let Some(filter) = &rule.filter else {
        let prefix = rule.prefix.as_deref().unwrap_or_default();
        return object.key.starts_with(prefix);
    };
    let prefix = filter.prefix.as_deref();
    let prefix = prefix.or(filter.and.as_ref().and_then(|and| and.prefix.as_deref()));
    let has =
        |tag: &&Tag| object.tags.iter().any(|(key, value)| *key == tag.key && *value == tag.value);
    object.key.starts_with(prefix.unwrap_or_default()) && tags(filter).iter().all(has)
}

#[cfg(test)]
#[path = "replication/tests.rs"]
mod tests;
