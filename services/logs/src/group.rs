//! A log group, and how requests find it.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html>

use std::sync::Arc;

use gen_logs::values::log_group_class;
use kernel::{ApiError, ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::names::{self, GroupName};
use crate::tables::{GROUPS, STREAMS};
use crate::{errors, limits};

/// A log group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: GroupName,
    /// What its streams lie under.
    pub(crate) id: u64,
    /// Milliseconds.
    pub(crate) created_at: i64,
    pub(crate) class: Class,
    /// Days that events are kept; for ever without.
    pub(crate) retention: Option<u16>,
    pub(crate) encryption: Option<Encryption>,
    /// How many data keys were made for it: the number of the latest.
    pub(crate) data_keys: u32,
    pub(crate) protected: bool,
    pub(crate) subscriptions: u32,
    pub(crate) metric_filters: u32,
}

/// The key of KMS that events are sealed under from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    /// The key's ARN.
    pub(crate) kms: String,
    /// The number of the data key.
    pub(crate) data_key: u32,
}

/// What a group is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Class {
    Standard,
    InfrequentAccess,
    Delivery,
    Essentials,
}

impl Class {
    pub(crate) fn parse(text: &str) -> Option<Class> {
        Some(match text {
            log_group_class::STANDARD => Class::Standard,
            log_group_class::INFREQUENT_ACCESS => Class::InfrequentAccess,
            log_group_class::DELIVERY => Class::Delivery,
            log_group_class::ESSENTIALS => Class::Essentials,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Class::Standard => log_group_class::STANDARD,
            Class::InfrequentAccess => log_group_class::INFREQUENT_ACCESS,
            Class::Delivery => log_group_class::DELIVERY,
            Class::Essentials => log_group_class::ESSENTIALS,
        }
    }
}

impl Group {
    /// For how long events are kept, in milliseconds.
    pub(crate) fn kept(&self) -> Option<i64> {
        self.retention.map(|days| i64::from(days) * limits::DAY)
    }

    /// The time of the oldest event that is still there for readers, in milliseconds.
    pub(crate) fn oldest(&self, now: i64) -> i64 {
        self.kept().map_or(0, |kept| (now - kept).max(0))
    }

    /// The ARN without the `:*` that stands for its streams.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        arn_of(cx, &self.name)
    }

    /// What only groups of the standard class do.
    pub(crate) fn require_standard(&self, operation: &str) -> ApiResult<()> {
        if self.class == Class::Standard {
            return Ok(());
        }
        Err(errors::operation_invalid(format!(
            "{operation} is not supported for log groups with class {}.",
            self.class.as_str()
        )))
    }
}

pub(crate) fn arn_of(cx: &Cx<'_>, name: &GroupName) -> ApiResult<String> {
    Ok(cx.arn("logs", &format!("log-group:{}", name.as_str()))?.to_string())
}

/// The group with this name.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &GroupName) -> ApiResult<Arc<Group>> {
    cx.get_shared(&GROUPS, name).await?.ok_or_else(errors::no_group)
}

/// The group that a request names.
pub(crate) async fn named(cx: &mut Cx<'_>, text: &str) -> ApiResult<Arc<Group>> {
    let name = GroupName::of(text)?;
    find(cx, &name).await
}

/// The group that a request names, or identifies.
pub(crate) async fn either(
    cx: &mut Cx<'_>,
    name: Option<&str>,
    identifier: Option<&str>,
) -> ApiResult<Arc<Group>> {
    let name = names::of_either(cx, name, identifier)?;
    find(cx, &name).await
}

/// Writes a group that was read.
pub(crate) fn save(cx: &mut Cx<'_>, group: &Group) {
    cx.put(&GROUPS, &group.name, group);
}

/// Bytes of all events of a group.
pub(crate) async fn stored_bytes(cx: &mut Cx<'_>, group: &Group) -> ApiResult<i64> {
    let range = cx.rows(&STREAMS).prefix(&group.id);
    let streams = cx.range(&STREAMS, &range, usize::MAX).await?;
    let bytes: u64 = streams.iter().map(|(_, stream)| stream.bytes).sum();
    Ok(i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// The group that a request about keys names, by its name or by an ARN; results of queries have no keys of their own
/// here.
pub(crate) async fn of_kms_request(
    cx: &mut Cx<'_>,
    name: Option<&str>,
    resource: Option<&str>,
) -> ApiResult<Arc<Group>> {
    if let Some(arn) = resource.filter(|arn| arn.contains(":query-result:")) {
        return Err(ApiError::not_implemented(format!("logs: a key for {arn}")));
    }
    if name.is_some() == resource.is_some() {
        return Err(errors::invalid(
            "Exactly one of logGroupName and resourceIdentifier must be specified.",
        ));
    }
    either(cx, name, resource.map(|arn| arn.strip_suffix(":*").unwrap_or(arn))).await
}
