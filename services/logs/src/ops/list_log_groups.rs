//! ListLogGroups: names and classes alone, by up to five beginnings or parts of names, and by tags.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html>

use gen_logs::{ListLogGroupsInput, ListLogGroupsOutput, LogGroupSummary, TagFilter};
use kernel::{ApiError, ApiResult, Cx};
use schema::VecMap;

use crate::group::{Class, Group};
use crate::group_listing::{self, Wanted};
use crate::names::GroupName;
use crate::page::{self, Page};
use crate::tags;

pub(crate) async fn list_log_groups(
    cx: &mut Cx<'_>,
    input: &ListLogGroupsInput,
) -> ApiResult<ListLogGroupsOutput> {
    if input.data_sources.is_some() || input.field_index_names.is_some() {
        return Err(ApiError::not_implemented("logs:ListLogGroups by data source or field index"));
    }
    group_listing::own_account(cx, input.account_identifiers.as_deref())?;
    let pattern = input.log_group_name_pattern.as_deref().unwrap_or_default();
    let class = input.log_group_class.as_deref();
    let tagged = input.log_group_tags.as_deref().unwrap_or_default();
    let shape = format!("{tagged:?}");
    let binding = [pattern, class.unwrap_or_default(), &shape];
    let page = Page::<GroupName>::parse(cx, &binding, input.limit, input.next_token.as_deref())?;
    let class = class.and_then(Class::parse);
    let wanted = Wanted {
        prefix: "",
        keep: &|group: &Group| {
            class.is_none_or(|class| group.class == class) && matches(pattern, group.name.as_str())
        },
    };
    let mut last = page.after.clone();
    let mut log_groups = Vec::new();
    loop {
        let rows = group_listing::page(cx, &wanted, last.as_ref(), page.limit).await?;
        let more = rows.len() == page.limit;
        for (name, group) in rows {
            if log_groups.len() == page.limit {
                let next_token = last.map(|last| page::seal(cx, &binding, &last)).transpose()?;
                return Ok(ListLogGroupsOutput { log_groups: Some(log_groups), next_token });
            }
            if tagged.is_empty() || has_tags(&tags::of(cx, &tags::of_group(&name)).await?, tagged) {
                log_groups.push(show(cx, &group)?);
            }
            last = Some(name);
        }
        if !more {
            return Ok(ListLogGroupsOutput { log_groups: Some(log_groups), next_token: None });
        }
    }
}

fn show(cx: &Cx<'_>, group: &Group) -> ApiResult<LogGroupSummary> {
    Ok(LogGroupSummary {
        log_group_name: Some(group.name.0.clone()),
        log_group_arn: Some(group.arn(cx)?),
        log_group_class: Some(group.class.as_str().to_owned()),
    })
}

/// Whether a name fits one of the parts between bars; one that begins with `^` is a beginning.
fn matches(pattern: &str, name: &str) -> bool {
    pattern.is_empty()
        || pattern.split('|').any(|part| match part.strip_prefix('^') {
            Some(start) => name.starts_with(start),
            None => name.contains(part),
        })
}

/// Whether every wanted key is there, with one of the wanted values where there are any.
fn has_tags(tags: &VecMap<String>, wanted: &[TagFilter]) -> bool {
    wanted.iter().all(|filter| {
        let values = filter.values.as_deref().unwrap_or_default();
        tags.get(&filter.key).is_some_and(|value| values.is_empty() || values.contains(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        for (pattern, name, fits) in [
            ("", "/aws/lambda/f", true),
            ("lambda", "/aws/lambda/f", true),
            ("^lambda", "/aws/lambda/f", false),
            ("^/aws", "/aws/lambda/f", true),
            ("none|^/aws", "/aws/lambda/f", true),
            ("Lambda", "/aws/lambda/f", false),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} on {name}");
        }
    }
}
