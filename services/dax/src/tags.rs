//! Tags of clusters, and what calls require of policies: the action on the cluster, and that its role may be passed.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodbacceleratordax.html>

use gen_dax::Tag;
use kernel::tagging::{self, TagError};
use kernel::{Access, AccessQuery, ApiResult, Arn, BoxFuture, Cx, Required};
use schema::VecMap;

use crate::errors;

/// The name under which roles are passed to this service.
pub(crate) const PRINCIPAL: &str = "dax.amazonaws.com";

/// The tags with others added; the old value of a key gives way.
pub(crate) fn with(tags: &[(String, String)], added: &[Tag]) -> ApiResult<Vec<(String, String)>> {
    let tags: VecMap<String> = tags.iter().cloned().collect();
    let pair =
        |tag: &Tag| (tag.key.clone().unwrap_or_default(), tag.value.clone().unwrap_or_default());
    let added: VecMap<String> = added.iter().map(pair).collect();
    let merged = tagging::merge(&tags, &added).map_err(|error| match error {
        TagError::TooMany => {
            gen_dax::errors::tag_quota_per_resource_exceeded("A cluster has up to 50 tags.")
        }
        other => errors::value(format!("The tags are not valid: {other}.")),
    })?;
    Ok(merged.into_iter().collect())
}

/// The tags as answers show them.
pub(crate) fn shown(tags: &[(String, String)]) -> Vec<Tag> {
    let show = |(key, value): &(String, String)| Tag {
        key: Some(key.clone()),
        value: Some(value.clone()),
    };
    tags.iter().map(show).collect()
}

/// What a call requires.
pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move { requires(cx, query) })
}

fn requires(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Access> {
    let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
    let arn = match (text("ClusterName"), text("ResourceName")) {
        (Some(name), _) => {
            cx.arn("dax", &format!("cache/{}", name.to_ascii_lowercase()))?.to_string()
        }
        (None, Some(arn)) if arn.parse::<Arn>().is_ok() => arn,
        // It is no name of anything, as its handler says to whom may ask.
        (None, Some(_)) => "*".to_owned(),
        (None, None) if query.operation == "DescribeClusters" => {
            return named(cx, query);
        }
        (None, None) => "*".to_owned(),
    };
    let mut all = vec![query.on(arn)];
    if let Some(role) = text("IamRoleArn").filter(|_| query.operation == "CreateCluster") {
        all.push(Required::new("iam:PassRole", role).with_key("iam:PassedToService", PRINCIPAL));
    }
    Ok(Access::Requires(all))
}

/// The clusters that are named, or all.
fn named(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Access> {
    let names = query.input.texts("ClusterNames");
    let mut all = Vec::with_capacity(names.len());
    for name in &names {
        all.push(
            query.on(cx.arn("dax", &format!("cache/{}", name.to_ascii_lowercase()))?.to_string()),
        );
    }
    if all.is_empty() {
        all.push(query.on(cx.arn("dax", "cache/*")?.to_string()));
    }
    Ok(Access::Requires(all))
}
