//! DescribeLogGroups: by name, those with a prefix, with a text in the name, or those that are named.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html>

use gen_logs::{DescribeLogGroupsInput, DescribeLogGroupsOutput, LogGroup};
use kernel::{ApiResult, Cx};

use crate::group::{self, Class, Group};
use crate::group_listing::{self, Wanted};
use crate::names::{self, GroupName};
use crate::tables::GROUPS;
use crate::{errors, page::Page};

pub(crate) async fn describe_log_groups(
    cx: &mut Cx<'_>,
    input: &DescribeLogGroupsInput,
) -> ApiResult<DescribeLogGroupsOutput> {
    let class = input.log_group_class.as_deref();
    let (prefix, pattern) = (&input.log_group_name_prefix, &input.log_group_name_pattern);
    group_listing::own_account(cx, input.account_identifiers.as_deref())?;
    if let Some(identifiers) = &input.log_group_identifiers {
        if prefix.is_some() || pattern.is_some() {
            return Err(errors::invalid(
                "LogGroup identifiers cannot be combined with a LogGroup name prefix or pattern.",
            ));
        }
        return of_identifiers(cx, identifiers).await;
    }
    if prefix.is_some() && pattern.is_some() {
        return Err(errors::invalid(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    let binding = [prefix.as_deref(), pattern.as_deref(), class].map(Option::unwrap_or_default);
    let page = Page::<GroupName>::parse(cx, &binding, input.limit, input.next_token.as_deref())?;
    let text = pattern.as_deref();
    let class = class.and_then(Class::parse);
    let wanted = Wanted {
        prefix: prefix.as_deref().unwrap_or_default(),
        keep: &|group: &Group| {
            class.is_none_or(|class| group.class == class)
                && text.is_none_or(|text| group.name.as_str().contains(text))
        },
    };
    let mut rows = group_listing::page(cx, &wanted, page.after.as_ref(), page.limit + 1).await?;
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let mut log_groups = Vec::with_capacity(rows.len());
    for (_, group) in rows {
        log_groups.push(show(cx, &group, pattern.is_none()).await?);
    }
    Ok(DescribeLogGroupsOutput { log_groups: Some(log_groups), next_token })
}

async fn of_identifiers(
    cx: &mut Cx<'_>,
    identifiers: &[String],
) -> ApiResult<DescribeLogGroupsOutput> {
    let mut log_groups = Vec::new();
    for identifier in identifiers {
        let name = names::of_identifier(cx, identifier)?;
        if let Some(group) = cx.get_shared(&GROUPS, &name).await? {
            log_groups.push(show(cx, &group, true).await?);
        }
    }
    Ok(DescribeLogGroupsOutput { log_groups: Some(log_groups), next_token: None })
}

/// A search by a text in names does not say how much groups store, nor whether they are protected.
async fn show(cx: &mut Cx<'_>, group: &Group, whole: bool) -> ApiResult<LogGroup> {
    let arn = group.arn(cx)?;
    let stored_bytes = if whole { Some(group::stored_bytes(cx, group).await?) } else { None };
    Ok(LogGroup {
        log_group_name: Some(group.name.0.clone()),
        creation_time: Some(group.created_at),
        retention_in_days: group.retention.map(i32::from),
        metric_filter_count: i32::try_from(group.metric_filters).ok(),
        arn: Some(format!("{arn}:*")),
        stored_bytes,
        kms_key_id: group.encryption.as_ref().map(|encryption| encryption.kms.clone()),
        log_group_class: Some(group.class.as_str().to_owned()),
        log_group_arn: Some(arn),
        deletion_protection_enabled: whole.then_some(group.protected),
        ..LogGroup::default()
    })
}
